import type { CloudEvent } from '@azora/contracts'
import { type Surroundings } from '../../http/background.js'
import { bury } from '../dead-letters/bury.js'
import { failureOf, withFailure } from '../dead-letters/failure.js'
import { at } from '../fault-point.js'
import type { Subscription } from '../transport/transport.js'
import { attemptOf } from './attempt.js'
import type { Ending, HandlingMetrics } from './handling-metrics.js'
import { close, enter, enterOne } from './inbox-rows.js'
import type { InboxStore } from './inbox-store.js'
import type { Verdict } from './retry-policy.js'
import type { EventHandler } from './subscribe.js'
import { letWait, postpone, remove, type Waiting } from './waiting-rows.js'

/** What a consumer works with. */
export interface ConsumerOptions extends Surroundings {
  handler: EventHandler
  store: InboxStore
  metrics: HandlingMetrics
  /** Told when an event is left to be tried again. */
  postponed: () => void
  /** Whether there are pauses between attempts; tests need none. */
  pauses: boolean
}

/** An attempt that came to nothing. */
interface Failed {
  event: CloudEvent
  error: unknown
  /** The row it waits in, if it has been tried before. */
  waiting?: Waiting
}

/** Which of several events is being handled; -1 for none. */
interface Progress {
  current: number
}

type Endings = readonly (readonly [CloudEvent, Ending])[]

const TRANSACTION_MARGIN_MS = 2_000

/**
 * Handles the events of one handler, each exactly once as far as its database goes: the inbox row that makes an event known
 * and the handler's effects are one transaction.
 *
 * What fails does not hold up its lane: it waits in a table of its own, and so do later events of its key, which keep
 * their order and go on when it has succeeded or is given up.
 */
export class Consumer implements Subscription {
  readonly #options: ConsumerOptions

  constructor(options: ConsumerOptions) {
    this.#options = options
  }

  get name(): string {
    return this.#options.handler.name
  }

  /** The same handler, its events known under another name: that of a replay. */
  as(name: string): Consumer {
    const { handler } = this.#options
    return new Consumer({ ...this.#options, handler: { ...handler, name } })
  }

  get types(): RegExp {
    return this.#options.handler.types
  }

  /** Deals with the events of one lane, in order. Rejects when not even a failure can be noted: then nothing is lost. */
  readonly receive = async (events: readonly CloudEvent[]): Promise<void> => {
    let left = distinct(events)
    while (left.length > 0) left = await at('consumer.deal', () => this.#deal(left))
  }

  /** Tries a waiting event once more, in a transaction that holds its row. */
  async again(waiting: Waiting): Promise<void> {
    const { store } = this.#options
    try {
      this.#ended(
        await at('consumer.again', () => store.transaction(() => this.#repeat(waiting), this.#limits(1))),
      )
    } catch (error) {
      await at('consumer.again-failed', () => this.fail({ event: waiting.event, error, waiting }))
    }
  }

  /** Notes a failure, in a transaction of its own: the handler's is gone. */
  async fail(failed: Failed): Promise<void> {
    const { handler, store, kit, postponed } = this.#options
    const attempts = (failed.waiting?.attempts ?? 0) + 1
    const verdict = handler.policy.verdict(failed.error, attempts)
    await at('consumer.note', () => store.transaction(() => this.#note(failed, attempts, verdict)))
    const { event, error } = failed
    const fields = { handler: handler.name, event: event.id, type: event.type, attempts, verdict, error }
    kit.log[verdict === 'dead-letter' ? 'error' : 'warn']('an event was not handled', fields)
    this.#ended([[event, verdict]])
    if (verdict === 'retry') postponed()
  }

  /** Handles all in one transaction; returns those left if one of them fails. */
  async #deal(events: readonly CloudEvent[]): Promise<readonly CloudEvent[]> {
    const { store } = this.#options
    const progress: Progress = { current: -1 }
    try {
      const work = () => this.#handle(events, progress)
      this.#ended(
        await at('consumer.transaction', () => store.transaction(work, this.#limits(events.length))),
      )
      return []
    } catch (error) {
      return at('consumer.apart', () => this.#apart(events, progress.current, error))
    }
  }

  /** Notes the failure; what came before and was undone by it is handled once more, first. */
  async #apart(
    events: readonly CloudEvent[],
    failed: number,
    error: unknown,
  ): Promise<readonly CloudEvent[]> {
    const [event] = events.slice(Math.max(0, failed))
    if (!event) return []
    if (failed < 0 && events.length > 1) {
      // None of them has failed but the transaction itself: whose fault that is shows when each has one of its own.
      for (const each of events) await at('consumer.alone', () => this.receive([each]))
      return []
    }
    if (failed > 0) await at('consumer.before', () => this.receive(events.slice(0, failed)))
    await at('consumer.fail', () => this.fail({ event, error }))
    return events.slice(Math.max(0, failed) + 1)
  }

  async #handle(events: readonly CloudEvent[], progress: Progress): Promise<Endings> {
    const { handler, store } = this.#options
    const fates = await at('consumer.enter', () => enter(store, handler.name, events))
    const endings: [CloudEvent, Ending][] = []
    for (const [index, event] of events.entries()) {
      const fate = fates.get(event.id)
      progress.current = index
      if (fate === 'new') await at('consumer.handle', () => this.#attempt(event))
      if (fate === 'waits') await at('consumer.wait', () => this.#queue(event))
      else endings.push([event, fate === 'new' ? 'handled' : 'known'])
    }
    progress.current = -1
    return endings
  }

  #attempt(event: CloudEvent): Promise<void> {
    return attemptOf(this.#options.handler, { event, attempt: 1 }, this.#options)
  }

  async #repeat({ seq, event, attempts, redriven }: Waiting): Promise<Endings> {
    const { handler, store } = this.#options
    const attempt = attempts + 1
    const isNew = await at('consumer.reenter', () =>
      enterOne(store, handler.name, { id: event.id, redriven, attempt }),
    )
    if (isNew) await at('consumer.rehandle', () => attemptOf(handler, { event, attempt }, this.#options))
    await at('consumer.remove', () => remove(store, seq))
    return [[event, isNew ? 'handled' : 'known']]
  }

  /** Counted once it is committed, for what is undone has not been. */
  #ended(endings: Endings): void {
    const { handler, metrics } = this.#options
    for (const [event, ending] of endings) metrics.ended(handler.name, ending, event)
  }

  /** Lets an event wait for an earlier one of its key. */
  async #queue(event: CloudEvent): Promise<void> {
    const { handler, store, kit } = this.#options
    const setback = { event, attempts: 0, failures: [], dueAt: kit.clock.now() }
    await at('consumer.queue', () => letWait(store, handler.name, setback))
  }

  async #note({ event, error, waiting }: Failed, attempts: number, verdict: Verdict): Promise<void> {
    const { handler, store, kit, pauses } = this.#options
    const now = kit.clock.now()
    const failures = withFailure(waiting?.failures ?? [], failureOf(error, attempts, now))
    const pauseMs = pauses ? handler.policy.pauseMs(attempts) : 0
    const setback = { attempts, failures, dueAt: new Date(now.getTime() + pauseMs) }
    if (verdict === 'retry') {
      const note = () =>
        waiting ? postpone(store, waiting.seq, setback) : letWait(store, handler.name, { event, ...setback })
      return at('consumer.postpone', note)
    }
    await at('consumer.give-up', () =>
      verdict === 'skip'
        ? close(store, handler.name, { id: event.id, outcome: 'skipped', attempts })
        : bury(store, handler.name, { event, attempts, failures }),
    )
    if (waiting) await at('consumer.end', () => remove(store, waiting.seq))
  }

  #limits(events: number): { timeoutMs: number } {
    return { timeoutMs: this.#options.handler.timeoutMs * Math.min(events, 3) + TRANSACTION_MARGIN_MS }
  }
}

/** Each once: a transport may bring an event twice in one batch, and to the inbox both would be new. */
function distinct(events: readonly CloudEvent[]): readonly CloudEvent[] {
  return [...new Map(events.map(event => [event.id, event])).values()]
}
