import { expect } from 'vitest'
import { BrokerForgot, type Transport } from '../transport/transport.js'
import { sampleEvent, sampleEvents } from './sample-events.js'
import {
  ability,
  Collector,
  collect,
  NotApplicable,
  publishSurely,
  type Scenario,
} from './transport-under-test.js'
import { gate, until } from './until.js'

const KEYS = 10
const ROUNDS = 30

/** The n-th event of each key. */
const round = (n: number) => Array.from({ length: KEYS }, (_, key) => sampleEvent(`key-${key}`, n))

/** What a transport does when the broker is away, or has forgotten everything. Nothing is restarted in them. */
export const brokerScenarios: Readonly<Record<string, Scenario>> = {
  'works through an outage of the broker without being restarted': async it => {
    const outage = ability(it.outage)
    const [publisher, reader] = [await it.open(), await it.open()]
    const collector = new Collector()
    collect(reader, collector)
    await publishSurely(publisher, sampleEvents(KEYS, 2))
    await until('it works', () => collector.distinct === 2 * KEYS)
    const during = round(2)
    await outage.begin()
    await expect(publisher.publish(during, null)).rejects.toThrow(Error)
    await outage.end()
    await publishSurely(publisher, during)
    await until('all are delivered', () => collector.distinct === 3 * KEYS)
    return collector.events
  },

  'says that its broker has forgotten everything, appends nothing, and goes on with the new one':
    async it => {
      const lose = ability(it.lose)
      const [publisher, reader] = [await it.open(), await it.open()]
      const collector = new Collector()
      collect(reader, collector)
      const known = await publishSurely(publisher, round(0))
      await until('the first are delivered', () => collector.distinct === KEYS)
      await lose()
      const { identity } = await forgotten(publisher, known)
      expect(identity).not.toBe(known)
      await publishSurely(publisher, [...round(0), ...round(1)], identity)
      await until('all are delivered', () => collector.distinct === 3 * KEYS)
      return collector.events
    },
}

/** What a transport does when the broker is killed. Nothing is restarted in them but the broker. */
export const crashScenarios: Readonly<Record<string, Scenario>> = {
  'keeps what it has confirmed while its broker is killed again and again': async it => {
    const crash = ability(it.crash)
    const [publisher, reader] = [await it.open(), await it.open()]
    if (publisher.features.durability !== 'broker') throw new NotApplicable('the broker keeps nothing')
    const collector = new Collector()
    collect(reader, collector)
    let known: string | null = null
    for (let n = 0; n < ROUNDS; n++) {
      const crashed = n % 10 === 5 ? crash() : undefined
      known = await publishSurely(publisher, round(n), known)
      await crashed
    }
    await until('all are delivered', () => collector.distinct === KEYS * ROUNDS)
    return collector.events
  },

  'delivers what waited in a broker that was killed': async it => {
    const crash = ability(it.crash)
    const [publisher, reader] = [await it.open(), await it.open()]
    if (publisher.features.durability !== 'broker') throw new NotApplicable('the broker keeps nothing')
    const collector = new Collector()
    const slow = gate()
    collector.before = () => slow.opened
    collect(reader, collector)
    const events = sampleEvents(KEYS, ROUNDS)
    const known = await publishSurely(publisher, events)
    await crash()
    slow.open()
    await until('all are delivered', () => collector.has(events))
    expect(await publishSurely(publisher, [], known)).toBe(known)
    return collector.events
  },
}

/** What is said when something is published for a broker that is gone. */
async function forgotten(publisher: Transport, known: string): Promise<BrokerForgot> {
  let told: BrokerForgot | undefined
  await until('it is noticed', async () => {
    await publishSurely(publisher, round(1), known).catch((error: unknown) => {
      if (!(error instanceof BrokerForgot)) throw error
      told = error
    })
    return told !== undefined
  })
  return told as BrokerForgot
}
