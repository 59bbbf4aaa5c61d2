import { type Contract, contract, event } from '@azora/contracts'
import {
  database,
  decider,
  defineConfig,
  defineService,
  env,
  happened,
  projection,
  subscribe,
} from '@azora/service-kit'
import * as z from 'zod'
import { PrismaClient } from '../src/generated/prisma/client.js'

/** What happens in a shop. */
export const OrderPaid = event('order.paid', {
  summary: 'An order was paid',
  data: z.object({ orderId: z.uuid() }),
  subject: ({ orderId }) => orderId,
})

/** What has become of an order: that it was paid, once. */
export const orderHistory = decider('order', {
  events: [OrderPaid],
  initial: { isPaid: false },
  decide: (orderId: string, { isPaid }) => (isPaid ? [] : [happened(OrderPaid, { orderId })]),
  evolve: () => ({ isPaid: true }),
})

/** A read model of orders that needs no table: a shop that is broken cannot keep it. */
const salesOf = (name: string) =>
  projection(orderHistory, {
    name: `${name}.sales`,
    tables: [],
    apply: async () => refuseIfBroken(name),
  })

/** Which shops cannot handle anything. */
export const broken = new Set<string>()

function refuseIfBroken(name: string): void {
  if (broken.has(name)) throw new Error(`${name} is closed`)
}

/** A service with events, on the database that tests of nexus have: it keeps nothing else. */
export const shop = (name: string) =>
  defineService({
    contract: contract(name, {
      title: name,
      description: 'Sells.',
      routes: {},
      events: { OrderPaid },
    }) as Contract,
    config: defineConfig({ databaseUrl: env.secret('DATABASE_URL', z.url()) }),
    resources: ({ databaseUrl }) => ({
      db: database(databaseUrl, adapter => new PrismaClient({ adapter }), {
        projections: [salesOf(name)],
      }),
    }),
    subscriptions: () => [
      subscribe(OrderPaid, {
        name: `${name}.count`,
        retries: { attempts: 1 },
        handle: () => refuseIfBroken(name),
      }),
    ],
  })
