import type { ChannelModel, Options } from 'amqplib'
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
