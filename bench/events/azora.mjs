// What the kit does with one event for each business transaction, measured as its peers are.
import { measuredSubject } from '../peers/events/subject.mjs'
import { shopAndLedger } from './services.mjs'

const keyOf = n => `order-${n % 200}`

await measuredSubject(async handled => {
  const { from, publish } = await shopAndLedger({
    orders: 'CREATE TABLE orders (n integer PRIMARY KEY, key text NOT NULL)',
    effects: 'CREATE TABLE bench_effects (n integer PRIMARY KEY)',
    handle: async (to, { n }) => {
      await to.client.$executeRawUnsafe('INSERT INTO bench_effects (n) VALUES ($1)', n)
      to.afterCommit(() => handled(n))
    },
  })
  return {
    publish: n =>
      from.transaction(async () => {
        await from.client.$executeRawUnsafe('INSERT INTO orders (n, key) VALUES ($1, $2)', n, keyOf(n))
        await publish({ n, key: keyOf(n) })
      }),
  }
})
