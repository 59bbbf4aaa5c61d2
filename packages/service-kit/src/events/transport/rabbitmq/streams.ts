import type { Channel, ChannelModel, ConsumeMessage, Options } from 'amqplib'
import { newId } from '../../../new-id.js'
import { at } from '../../fault-point.js'
import { LANES } from '../../lane.js'

/** The stream of each lane. */
export const streamOf = (lane: number) => `azora.events.${lane}`

const CONNECT_TIMEOUT_MS = 2_000
const HEARTBEAT_SECONDS = 5
const PRECONDITION_FAILED = 406

/** Replicated to a majority before it is confirmed, read by any number, kept for a week in segments that are dropped whole. */
const STREAM = {
  durable: true,
  arguments: {
    'x-queue-type': 'stream',
    'x-max-age': '7D',
    'x-stream-max-segment-size-bytes': 50_000_000,
  },
}

/** Opens a connection, on which a silence of ten seconds counts as lost. The client is loaded when it is first needed. */
export async function connected(url: string): Promise<ChannelModel> {
  const { connect } = await at('rabbitmq-streams.load', () => import('amqplib'))
  const address = new URL(url)
  if (!address.searchParams.has('heartbeat')) address.searchParams.set('heartbeat', String(HEARTBEAT_SECONDS))
  const options = { timeout: CONNECT_TIMEOUT_MS, keepAlive: true, noDelay: true }
  return await at('rabbitmq-streams.connect', () => connect(address.href, options).then(heeded))
}

function heeded(connection: ChannelModel): ChannelModel {
  // Told by 'close', which follows.
  connection.on('error', () => {})
  return connection
}

/** Makes the stream of every lane, unless it is there. */
export async function declareStreams(connection: ChannelModel): Promise<void> {
  const names = Array.from({ length: LANES }, (_, lane) => streamOf(lane))
  await at('rabbitmq-streams.declare', () => Promise.all(names.map(name => declareStream(connection, name))))
}

/** Makes a stream unless it is there, with whatever settings its operator has given it. */
export async function declareStream(
  connection: ChannelModel,
  name: string,
  kept: Options.AssertQueue = STREAM,
): Promise<void> {
  const channel = await at('rabbitmq-streams.channel', () => connection.createChannel())
  channel.on('error', () => {})
  try {
    await at('rabbitmq-streams.assert', () => channel.assertQueue(name, kept))
    await at('rabbitmq-streams.close', () => channel.close())
  } catch (error) {
    // It is there, with other settings; the channel has closed.
    if ((error as { code?: unknown }).code !== PRECONDITION_FAILED) throw error
  }
}

/** Gets what is sent of a stream; null when the stream has gone. */
type Take = (message: ConsumeMessage | null) => void

/**
 * Has a stream sent, from an offset, its first message or its last chunk on, for as long as the channel is open.
 *
 * The client is told who takes it before the broker is: RabbitMQ 3.10 sends to a stream's reader before it has confirmed that there
 * is one, and the client ends a channel on which something comes that nobody takes. For the same reason none is ever canceled.
 */
export async function readStream(
  channel: Channel,
  { stream, from, take }: { stream: string; from: number | 'first' | 'last'; take: Take },
): Promise<void> {
  const consumerTag = newId()
  ;(channel as Registering).registerConsumer?.(consumerTag, take)
  const options = { consumerTag, arguments: { 'x-stream-offset': from } }
  await at('rabbitmq-streams.read', () => channel.consume(stream, take, options))
}

/** What the client's types leave out. */
type Registering = Channel & { registerConsumer?: (consumerTag: string, take: Take) => void }
