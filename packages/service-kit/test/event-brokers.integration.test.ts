import pg from 'pg'
import { describe, expect, test, vi } from 'vitest'
import { written } from '../fixtures/notes/effects.js'
import { asOperator } from '../fixtures/orders/printing.js'
import { OrderPaid, ordersWith, type Use } from '../fixtures/orders/service.js'
import { until } from '../src/events/testing/until.js'
import { newId, subscribe } from '../src/index.js'
import { started } from '../src/testing/index.js'
import { hasKafka, testKafka } from '../src/testing/test-kafka.js'
import { hasRabbitmq, testRabbitmq } from '../src/testing/test-rabbitmq.js'
import { redisProgram, testRedis } from '../src/testing/test-redis.js'

vi.setConfig({ testTimeout: 120_000 })

const ORDERS = 70

const shipping = ({ write }: Use) => [
  subscribe(OrderPaid, { name: 'shipping.ship', handle: ({ data: { n } }) => write(`shipped ${n}`) }),
]

/** A broker of a test's own. */
interface Broker extends AsyncDisposable {
  url: string
}

const BROKERS: readonly [string, boolean, () => Promise<Broker>][] = [
  ['rabbitmq', hasRabbitmq, rabbitmq],
  ['kafka', hasKafka, testKafka],
  ['redis', redisProgram !== undefined, () => testRedis({ isDurable: true })],
]

async function rabbitmq(): Promise<Broker> {
  const server = await testRabbitmq()
  return { url: server.unused(), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

/** Forgets that anything was sent, as a relay does that has lost its broker. */
async function sendAgain(databaseUrl: string): Promise<void> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  await client.query('UPDATE azora.outbox SET sent_at = NULL')
  await client.end()
}

describe.each(BROKERS)('over %s', (name, isThere, broker) => {
  test.skipIf(!isThere)(
    'what a service publishes has its effects in another once, in order, even if it is sent twice',
    async () => {
      await using on = await broker()
      const env = { EVENT_TRANSPORT: on.url }
      await using paying = await started(
        ordersWith(() => []),
        { env },
      )
      await using ships = await started(ordersWith(shipping), { env })
      const shipped = () => written(ships.service.use as Use)
      const params = { orderId: newId() }
      await paying.client.orders.pay({ params, body: { n: 1 } })
      await until('the first is handled', async () => (await shipped()).length > 0)
      await sendAgain(paying.databaseUrl)
      await paying.client.orders.pay({ params, body: { n: 2 } })
      await until('the next is handled, and so has the first come again', async () =>
        (await shipped()).includes('shipped 2'),
      )
      expect(await shipped()).toEqual(['shipped 1', 'shipped 2'])
      const [said] = paying.logs.records.filter(({ message }) => message === 'events are relayed')
      expect(said).toMatchObject({
        transport: name,
        features: { durability: 'broker', competing: true, replay: true, distinct: name === 'redis' },
      })
    },
  )

  test.skipIf(!isThere)('what a service has handled can be counted, and handed over once more', async () => {
    await using on = await broker()
    const env = { EVENT_TRANSPORT: on.url }
    await using ships = await started(ordersWith(shipping), { env })
    const shipped = async () =>
      (await written(ships.service.use as Use)).filter(what => what.startsWith('shipped'))
    const operator = await asOperator(ships)
    const replay = (dryRun: boolean) =>
      operator.replays.start({ body: { handler: 'shipping.ship', perSecond: 10_000, dryRun } })
    for (let n = 0; n < ORDERS; n++)
      await ships.client.orders.pay({ params: { orderId: newId() }, body: { n } })
    await until('all are handled', async () => (await shipped()).length === ORDERS)
    // What was sent twice is there twice.
    expect((await replay(true)).events).toBeGreaterThanOrEqual(ORDERS)
    await replay(false)
    await until('it has ended', async () => {
      ships.clock.advance(1_000)
      const { replays } = await operator.replays.list()
      return replays.every(({ state }) => state === 'done')
    })
    const twice = Array.from({ length: 2 * ORDERS }, (_, place) => `shipped ${Math.floor(place / 2)}`)
    expect((await shipped()).toSorted(byNumber)).toEqual(twice)
  })
})

const byNumber = (one: string, other: string) => Number(one.split(' ')[1]) - Number(other.split(' ')[1])
