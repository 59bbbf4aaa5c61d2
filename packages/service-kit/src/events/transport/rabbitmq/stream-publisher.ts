import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { CloudEvent } from '@azora/contracts'
import { fullJitter } from '@azora/sdk/runtime'
import type { ChannelModel, ConfirmChannel } from 'amqplib'
import { timeout } from '../../../resilience/timeout.js'
import { at } from '../../fault-point.js'
import { laneOf } from '../../lane.js'
import { EVENT_CONTENT_TYPE } from '../carried-event.js'
import { KeptSession } from '../session/kept-session.js'
import { soon } from '../soon.js'
import { BrokerForgot, PUBLISH_TIMEOUT_MS } from '../transport.js'
import { brokerIdentity } from './broker-identity.js'
import { connected, declareStreams, streamOf } from './streams.js'

/** A connection for publishing alone: a broker that runs out of memory or disk stops reading from it, and from no reader. */
interface Session {
  connection: ChannelModel
  channel: ConfirmChannel
  identity: string
  /** Why the broker takes nothing for now. */
  blockedBy?: string | undefined
  /** A stream that was not there when something was sent to it. */
  missing?: string | undefined
}

const ATTEMPTS = 4
const PAUSES = { firstMs: 50, longestMs: 500 }
const limit = timeout(PUBLISH_TIMEOUT_MS - 2_000)

/** Appends events to the streams of their lanes. An attempt that failed leaves a new connection behind: nothing of it is certain. */
export class StreamPublisher {
  readonly #session: KeptSession<Session>

  constructor(url: string) {
    this.#session = new KeptSession({ open: () => open(url), close: ({ connection }) => connection.close() })
  }

  /** Appends in order; returns the broker's identity once it has confirmed all. @throws {BrokerForgot} */
  async append(events: readonly CloudEvent[], known: string | null): Promise<string> {
    const session = this.#session.get()
    try {
      return await at('stream-publisher.append', () =>
        limit.execute(() => session.then(it => send(it, events, known))),
      )
    } catch (error) {
      if (!(error instanceof BrokerForgot || error instanceof Blocked)) this.#session.drop(session)
      throw error
    }
  }

  async close(): Promise<void> {
    await at('stream-publisher.close', () => this.#session.close())
  }
}

/** What was sent meanwhile is taken once there is room again, and by then has been sent again. */
class Blocked extends Error {
  override readonly name = 'Blocked'

  constructor(reason: string) {
    super(`RabbitMQ takes nothing for now: ${reason}`)
  }
}

/** Tries again: what declares the same streams at the same moment may be refused, and nothing has been sent yet. */
async function open(url: string): Promise<Session> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await at('stream-publisher.open', () => opened(url))
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
      await at('stream-publisher.pause', () => wait(fullJitter(attempt, PAUSES)))
    }
  }
}

async function opened(url: string): Promise<Session> {
  const connection = await at('stream-publisher.connect', () => connected(url))
  try {
    await at('stream-publisher.declare', () => declareStreams(connection))
    const identity = await at('stream-publisher.identity', () => brokerIdentity(connection))
    const channel = await at('stream-publisher.channel', () => connection.createConfirmChannel())
    return followed({ connection, channel, identity })
  } catch (error) {
    void soon(connection.close())
    throw error
  }
}

function followed(session: Session): Session {
  const { connection, channel } = session
  connection.on('blocked', reason => {
    session.blockedBy = reason
  })
  connection.on('unblocked', () => {
    session.blockedBy = undefined
  })
  channel.on('error', () => {})
  channel.on('return', ({ fields }) => {
    session.missing = fields.routingKey
  })
  return session
}

async function send(session: Session, events: readonly CloudEvent[], known: string | null): Promise<string> {
  const { channel, identity, blockedBy } = session
  if (known !== null && identity !== known) throw new BrokerForgot(identity)
  if (blockedBy !== undefined) throw new Blocked(blockedBy)
  if (events.length === 0) await at('stream-publisher.ask', () => channel.checkQueue(streamOf(0)))
  await at('stream-publisher.confirm', () =>
    unlessBlocked(session, () => events.map(event => confirmed(channel, event))),
  )
  if (session.missing !== undefined) throw new Error(`there is no stream ${session.missing}`)
  return identity
}

/** Waits for confirmations, but not once the broker has said that it takes nothing. */
async function unlessBlocked({ connection }: Session, sent: () => Promise<void>[]): Promise<void> {
  const over = new AbortController()
  const blocked = () =>
    once(connection, 'blocked', { signal: over.signal }).then(([reason]) => {
      throw new Blocked(String(reason))
    })
  try {
    await at('stream-publisher.wait', () => Promise.race([Promise.all(sent()), blocked()]))
  } finally {
    over.abort()
  }
}

function confirmed(channel: ConfirmChannel, event: CloudEvent): Promise<void> {
  const { id, type, partitionkey } = event
  const options = {
    persistent: true,
    // Told by 'return', before the confirmation, if there is no such stream.
    mandatory: true,
    contentType: EVENT_CONTENT_TYPE,
    messageId: id,
    type,
  }
  const body = Buffer.from(JSON.stringify(event))
  return new Promise((resolve, reject) => {
    channel.publish('', streamOf(laneOf(partitionkey)), body, options, (refusal: unknown) =>
      refusal
        ? reject(refusal instanceof Error ? refusal : new Error('the broker refused an event'))
        : resolve(),
    )
  })
}
