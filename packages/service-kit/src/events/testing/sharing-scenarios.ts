import type { CloudEvent } from '@azora/contracts'
import { expect } from 'vitest'
import type { Transport } from '../transport/transport.js'
import { numberOf, sampleEvent, sampleEvents } from './sample-events.js'
import {
  ability,
  Collector,
  collect,
  NotApplicable,
  publishAll,
  type Scenario,
} from './transport-under-test.js'
import { gate, until } from './until.js'

const KEYS = 40
const MOST_ROUNDS = 2_000

/** What several instances make of one subscription. */
export const sharingScenarios: Readonly<Record<string, Scenario>> = {
  'goes on where a subscription was stopped': async it => {
    const transport = await it.open()
    shared(transport)
    const [first, second] = [new Collector(), new Collector()]
    const subscription = collect(transport, first)
    await publishAll(transport, sampleEvents(5, 4))
    await until('the first have been delivered', () => first.distinct === 20)
    await subscription.stop()
    await publishAll(transport, [sampleEvent('key-0', 4)])
    collect(await it.open(), second)
    await until('the next is delivered', () => second.events.length > 0)
    expect(second.events.map(numberOf)).toEqual([4])
    return [...first.events, ...second.events]
  },

  'shares the lanes among instances, who come and go': async it => {
    const transport = await it.open()
    shared(transport)
    const together: CloudEvent[] = []
    const [first, second, third] = [sharer(together), sharer(together), sharer(together)]
    const rounds = new Rounds(transport, together)
    collect(transport, first)
    const leaving = collect(await it.open(), second)
    collect(await it.open(), third)
    await rounds.until(() => [first, second, third].every(({ events }) => events.length > 0))
    await leaving.stop()
    const before = third.events.length
    await rounds.until(() => third.events.length > before + KEYS)
    await rounds.delivered()
    return together
  },

  'hands another what an instance had begun when it died': async it => {
    const kill = ability(it.kill)
    const [doomed, other] = [await it.open(), await it.open()]
    const [first, second] = [new Collector(), new Collector()]
    const never = gate()
    let begun = 0
    first.before = ({ length }) => {
      begun += length
      return never.opened
    }
    collect(doomed, first)
    const events = sampleEvents(KEYS, 5)
    await publishAll(other, events)
    await until('it has begun', () => begun > 0)
    await kill(doomed)
    collect(other, second)
    await until('the other has all', () => second.has(events))
    never.open()
    return second.events
  },

  'keeps the order of keys while an instance dies at work': async it => {
    const kill = ability(it.kill)
    const [doomed, other, publisher] = [await it.open(), await it.open(), await it.open()]
    const together: CloudEvent[] = []
    const [first, second] = [sharer(together), sharer(together)]
    const rounds = new Rounds(publisher, together)
    collect(doomed, first)
    collect(other, second)
    await rounds.until(() => [first, second].every(({ events }) => events.length > 0))
    await kill(doomed)
    const before = second.events.length
    await rounds.until(() => second.events.length > before + 4 * KEYS)
    await rounds.delivered()
    return together
  },
}

/** @throws {NotApplicable} If instances do not share subscriptions. */
function shared({ features }: Transport): void {
  if (!features.competing) throw new NotApplicable('instances do not share subscriptions')
}

/** A collector that also adds to what all of them get together. */
function sharer(together: CloudEvent[]): Collector {
  const collector = new Collector()
  collector.before = events => {
    together.push(...events)
  }
  return collector
}

/** Publishes one event of each key after the other, never far ahead of what is delivered. */
class Rounds {
  readonly #transport: Transport
  readonly #together: readonly CloudEvent[]
  #n = 0

  constructor(transport: Transport, together: readonly CloudEvent[]) {
    this.#transport = transport
    this.#together = together
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo() && this.#n < MOST_ROUNDS) {
      await publishAll(
        this.#transport,
        Array.from({ length: KEYS }, (_, key) => sampleEvent(`key-${key}`, this.#n)),
      )
      this.#n++
      await until('none is far behind', () => this.#distinct() >= KEYS * (this.#n - 3))
    }
    if (!isSo()) throw new Error(`it is not so after ${MOST_ROUNDS} rounds`)
  }

  delivered(): Promise<void> {
    return until('all are delivered', () => this.#distinct() === KEYS * this.#n)
  }

  #distinct(): number {
    return new Set(this.#together.map(({ id }) => id)).size
  }
}
