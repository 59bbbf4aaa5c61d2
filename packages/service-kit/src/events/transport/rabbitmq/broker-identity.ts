import type { Channel, ChannelModel, ConfirmChannel, ConsumeMessage } from 'amqplib'
import { newId } from '../../../new-id.js'
import { at } from '../../fault-point.js'
import { declareStream, readStream } from './streams.js'

export const IDENTITY_STREAM = 'azora.identity'
const KEPT = { durable: true, arguments: { 'x-queue-type': 'stream' } }

/**
 * The identity of a broker's memory: the first message of a stream that is never cut. Whoever finds none appends one; of several who
 * do, the first has named it for all. It is lost with everything else the broker holds.
 */
export async function brokerIdentity(connection: ChannelModel): Promise<string> {
  await at('identity.declare', () => declareStream(connection, IDENTITY_STREAM, KEPT))
  const channel = await at('identity.channel', () => connection.createConfirmChannel())
  channel.on('error', () => {})
  const first = new FirstMessage(channel)
  await at('identity.prefetch', () => channel.prefetch(1))
  await at('identity.consume', () =>
    readStream(channel, { stream: IDENTITY_STREAM, from: 'first', take: first.take }),
  )
  await at('identity.propose', () => propose(channel, first))
  const identity = await at('identity.first', () => first.body)
  await at('identity.close', () => channel.close())
  return identity
}

/** The first message there is, or will be. */
class FirstMessage {
  readonly body: Promise<string>
  hasCome = false
  #take: (content: Buffer | undefined) => void = () => {}

  constructor(channel: Channel) {
    this.body = new Promise((resolve, reject) => {
      channel.on('close', () => reject(new Error('the broker was lost before it said who it is')))
      this.#take = content => {
        this.hasCome = true
        if (content) resolve(content.toString('utf8'))
        else reject(new Error(`${IDENTITY_STREAM} was deleted`))
      }
    })
    // Awaited later, or never.
    this.body.catch(() => undefined)
  }

  readonly take = (message: ConsumeMessage | null): void => this.#take(message?.content)
}

/** Unless somebody has: then the message usually has come by the end of one more round trip. */
async function propose(channel: ConfirmChannel, first: FirstMessage): Promise<void> {
  await at('identity.round-trip', () => channel.checkQueue(IDENTITY_STREAM))
  if (first.hasCome) return
  channel.sendToQueue(IDENTITY_STREAM, Buffer.from(newId()), { persistent: true })
  await at('identity.confirm', () => channel.waitForConfirms())
}
