// A publisher and a handler under a steady load, in one process that nobody restarts, for whoever takes their broker away or
// sends poison. Numbers of a key are taken by locking its row, so the order of commits is the order of numbers. The table of
// effects has no unique key: a second effect is to be seen.
//
// Answers the parent: `{ rate, poisoned }` has so many orders placed a second from now on, that share of them poisoned, each with
// a key of its own; `{ figures }` tells what has happened since it was last asked; `{ caughtUp }` is answered once all that was
// placed before is handled; `{ verdict }`, to be asked once the rate is 0, tells what is wrong.
import { setTimeout as delay } from 'node:timers/promises'
import { Tally } from '../../packages/cli/src/chaos/verify.ts'
import { shopAndLedger } from './services.mjs'

const KEYS = 200
const TICK_MS = 5
const PATIENCE_MS = 120_000
const PLACE = `
  INSERT INTO orders (key, n) VALUES ($1, 1) ON CONFLICT (key) DO UPDATE SET n = orders.n + 1 RETURNING n`
const EFFECT = 'INSERT INTO bench_effects (key, n) VALUES ($1, $2)'

/** What was placed and is no poison, by key and number: when, and how long it took until it was handled. */
const orders = new Map()
const placing = new Set()
let load = { rate: 0, poisoned: 0 }
let latencies = []
let slowestCallMs = 0

const { from, to, publish } = await shopAndLedger({
  orders: 'CREATE TABLE orders (key text PRIMARY KEY, n integer NOT NULL)',
  effects: 'CREATE TABLE bench_effects (seq bigserial PRIMARY KEY, key text NOT NULL, n integer NOT NULL)',
  handle: async (db, { key, n }) => {
    await db.client.$executeRawUnsafe(EFFECT, key, n)
    if (isPoison(key)) throw new Error('poison')
    db.afterCommit(() => handled(orders.get(`${key} ${n}`)))
  },
})

const isPoison = key => key.startsWith('poison')

function handled(order) {
  if (order.isHandled) return
  order.isHandled = true
  latencies.push(performance.now() - order.at)
}

async function place(key) {
  const at = performance.now()
  await from.transaction(async () => {
    const [{ n }] = await from.client.$queryRawUnsafe(PLACE, key)
    // It may be handled sooner than this call has returned.
    if (!isPoison(key)) orders.set(`${key} ${n}`, { at, isHandled: false })
    await publish({ key, n })
  })
  slowestCallMs = Math.max(slowestCallMs, performance.now() - at)
}

/** Places what is due, for as long as this process lives. */
async function placeAll() {
  let [due, placed, at] = [0, 0, performance.now()]
  for (;;) {
    await delay(TICK_MS)
    const now = performance.now()
    due += ((now - at) / 1_000) * load.rate
    at = now
    for (; placed < due; placed++) {
      const isPoisoned = Math.random() < load.poisoned
      const one = place(isPoisoned ? `poison-${placed}` : `order-${placed % KEYS}`)
      placing.add(one)
      void one.finally(() => placing.delete(one))
    }
  }
}

function figures() {
  const sorted = latencies.toSorted((a, b) => a - b)
  const part = share => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  const found = { placed: orders.size, handled: sorted.length, slowestCallMs, ...latencyOf(part) }
  latencies = []
  slowestCallMs = 0
  return found
}

const latencyOf = part => ({ p50: part(0.5), p99: part(0.99), max: part(1) })

/** Those that are not handled within two minutes are lost, which the verdict tells. */
async function caughtUp() {
  const due = [...orders.values()]
  const startedAt = performance.now()
  while (!due.every(({ isHandled }) => isHandled) && performance.now() < startedAt + PATIENCE_MS)
    await delay(TICK_MS)
  return { afterMs: performance.now() - startedAt }
}

async function verdict() {
  await Promise.all(placing)
  await caughtUp()
  const tally = new Tally()
  const { rows: placed } = await from.pool.query("SELECT key, n FROM orders WHERE key NOT LIKE 'poison%'")
  const { rows } = await to.pool.query('SELECT key, n FROM bench_effects ORDER BY seq')
  const effects = byKey(rows)
  for (const { key, n } of placed) {
    const committed = Array.from({ length: n }, (_, before) => named({ key, n: before + 1 }))
    tally.add({ key, committed, effects: (effects.get(key) ?? []).map(named) })
  }
  return { committed: tally.committed, ...tally.counts, pid: process.pid }
}

const named = ({ key, n }) => ({ id: `${key} ${n}`, n })

function byKey(rows) {
  const found = new Map()
  for (const row of rows) {
    if (!found.has(row.key)) found.set(row.key, [])
    found.get(row.key).push(row)
  }
  return found
}

async function answer(order) {
  if (order.rate !== undefined) {
    load = { poisoned: 0, ...order }
    return load
  }
  if (order.figures) return figures()
  return order.caughtUp ? caughtUp() : verdict()
}

const reply = async order => process.send(await answer(order))
process.on('message', order => void reply(order))
process.on('disconnect', () => process.exit())
process.send('ready')
void placeAll()
