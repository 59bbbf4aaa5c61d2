import { nexus } from '@azora/contracts/nexus'
import { database, defineService, EventLog, RouteFile } from '@azora/service-kit'
import { config } from './config.js'
import { deadLetterRoutes } from './dead-letters/routes.js'
import { eventRoutes } from './events/routes.js'
import { feedRoutes } from './feed/routes.js'
import { Fleet } from './fleet/fleet.js'
import { flowRoutes } from './flow/routes.js'
import { PrismaClient } from './generated/prisma/client.js'
import { projectionRoutes } from './projections/routes.js'
import { replayRoutes } from './replays/routes.js'
import { sagaRoutes } from './sagas/routes.js'
import { SchemaRegistry } from './schemas/registry.js'
import { SchemaRepository } from './schemas/repository.js'
import { schemaRoutes } from './schemas/routes.js'
import type { Use } from './use.js'

/** Events across services. It is on the way of no event: while it is away, everything flows. */
export const service = defineService({
  contract: nexus,
  config,

  resources: (config, kit) => {
    const { databaseUrl, routesFile } = config
    const fleet = new Fleet()
    const db = database(databaseUrl, adapter => new PrismaClient({ adapter }))
    const schemas = new SchemaRegistry(new SchemaRepository(db.client))
    const routes = new RouteFile(routesFile)
    routes.follow(document => fleet.follow(document))
    routes.follow(document => schemas.follow(document))
    const log = new EventLog({ config, kit, database: db })
    return { fleet, routes, db, log, schemas }
  },

  use: ({ fleet, log, schemas }): Use => ({ fleet, log, schemas }),

  routes: use => ({
    flow: flowRoutes(use),
    events: eventRoutes(use),
    feed: feedRoutes(use),
    deadLetters: deadLetterRoutes(use),
    projections: projectionRoutes(use),
    replays: replayRoutes(use),
    sagas: sagaRoutes(use),
    schemas: schemaRoutes(use),
  }),
})
