import { audit, database, defineService, publisher } from '@azora/service-kit'
import { sample } from '../contract/index.js'
import { config } from './config.js'
import { PrismaClient } from './generated/prisma/client.js'
import { NoteRepository } from './notes/repository.js'
import { noteRoutes } from './notes/routes.js'
import { noteSubscriptions } from './notes/subscriptions.js'
import type { Use } from './use.js'

/** Notes that people keep. */
export const service = defineService({
  contract: sample,
  config,

  resources: ({ databaseUrl }) => ({
    db: database(databaseUrl, adapter => new PrismaClient({ adapter })),
  }),

  use: ({ db, clock }): Use => ({
    notes: new NoteRepository(db.client),
    clock,
    transaction: work => db.transaction(work),
    audit: record => audit(db.client, record),
    publish: publisher(sample, db, clock),
  }),

  routes: use => ({ notes: noteRoutes(use) }),
  subscriptions: use => noteSubscriptions(use),
})
