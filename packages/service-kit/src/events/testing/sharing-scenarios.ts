import type { CloudEvent } from '@azora/contracts'
import { expect } from 'vitest'
import type { Transport } from '../transport/transport.js'
import { numberOf, sampleEvent, sampleEvents } from './sample-events.js'
import { Collector, collect, publishAll, type Scenario } from './transport-under-test.js'
import { until } from './until.js'

const KEYS = 40
const MOST_ROUNDS = 2_000

/** What several instances make of one subscription. */
export const sharingScenarios: Readonly<Record<string, Scenario>> = {
  'goes on where a subscription was stopped': async it => {
    const transport = await it.open()
    const [first, second] = [new Collector(), new Collector()]
    const subscription = collect(transport, first)
    await publishAll(transport, sampleEvents(5, 4))
    await until('the first have been delivered', () => first.distinct === 20)
    await subscription.stop()
    if (!transport.features.replay) return first.events
    await publishAll(transport, [sampleEvent('key-0', 4)])
    collect(await it.open(), second)
    await until('the next is delivered', () => second.events.length > 0)
    expect(second.events.map(numberOf)).toEqual([4])
    return [...first.events, ...second.events]
  },

  'shares the lanes among instances, who come and go': async it => {
    const transport = await it.open()
    if (!transport.features.competing) return []
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

  'takes over from an instance that has died': async it => {
    if (!it.kill) return []
    const [doomed, other] = [await it.open(), await it.open()]
    const [first, second] = [new Collector(), new Collector()]
    collect(doomed, first)
    await publishAll(other, sampleEvents(10, 2))
    await until('it works', () => first.distinct === 20)
    collect(other, second)
    await it.kill(doomed)
    const more = Array.from({ length: 10 }, (_, key) => sampleEvent(`key-${key}`, 2))
    await publishAll(other, more)
    await until('the other goes on', () => second.has(more))
    return [...first.events, ...second.events]
  },
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
