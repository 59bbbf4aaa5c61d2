import { type Contract, contract, event } from '@azora/contracts'
import { database, defineConfig, defineService, env, subscribe } from '@azora/service-kit'
import * as z from 'zod'
import { PrismaClient } from '../src/generated/prisma/client.js'

/** What happens in a shop. */
export const OrderPaid = event('order.paid', {
  summary: 'An order was paid',
  data: z.object({ orderId: z.uuid() }),
  subject: ({ orderId }) => orderId,
})

/** Which shops cannot handle anything. */
export const broken = new Set<string>()

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
      db: database(databaseUrl, adapter => new PrismaClient({ adapter })),
    }),
    subscriptions: () => [
      subscribe(OrderPaid, {
        name: `${name}.count`,
        retries: { attempts: 1 },
        handle: () => {
          if (broken.has(name)) throw new Error(`${name} is closed`)
        },
      }),
    ],
  })
