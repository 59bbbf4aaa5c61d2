import type { Channel, ChannelModel, ConfirmChannel, ConsumeMessage } from 'amqplib'
import { at } from '../../fault-point.js'
import { LANES } from '../../lane.js'
import type { Edges } from '../lanes/lane-log.js'
import { readStream, streamOf } from './streams.js'

/**
 * From where to where each stream is kept. A broker tells that by what it sends, and of an empty stream it sends nothing: so a
 * message that carries no event is put at the end of each first.
 *
 * @param connection Of its own: readers stay until it is closed.
 */
export async function streamEdges(connection: ChannelModel): Promise<Map<number, Edges>> {
  const channel = await at('stream-edges.channel', () => connection.createConfirmChannel())
  channel.on('error', () => {}).setMaxListeners(0)
  await at('stream-edges.prefetch', () => channel.prefetch(1))
  const lanes = Array.from({ length: LANES }, (_, lane) => lane)
  const edges = await at('stream-edges.all', () => Promise.all(lanes.map(lane => edgesOf(channel, lane))))
  return new Map(edges.map((each, lane) => [lane, each]))
}

async function edgesOf(channel: ConfirmChannel, lane: number): Promise<Edges> {
  await at('stream-edges.mark', () => marked(channel, lane))
  const [first, last] = await at('stream-edges.both', () =>
    Promise.all([firstOffset(channel, lane, 'first'), firstOffset(channel, lane, 'last')]),
  )
  // A position is one beyond its offset.
  return { start: String(first), end: String(last + 1) }
}

function marked(channel: ConfirmChannel, lane: number): Promise<void> {
  return new Promise((resolve, reject) => {
    channel.publish('', streamOf(lane), Buffer.alloc(0), { persistent: true }, (refusal: unknown) =>
      refusal ? reject(new Error('the broker refused a mark')) : resolve(),
    )
  })
}

/** The offset of what the broker sends first from there. Rejects when the channel ends before. */
function firstOffset(channel: Channel, lane: number, from: 'first' | 'last'): Promise<number> {
  return new Promise((resolve, reject) => {
    const lost = () => reject(new Error('RabbitMQ is away'))
    channel.once('close', lost)
    const take = (message: ConsumeMessage | null) => {
      channel.off('close', lost)
      if (message) resolve(Number(message.properties.headers?.['x-stream-offset']))
      else lost()
    }
    readStream(channel, { stream: streamOf(lane), from, take }).catch(reject)
  })
}
