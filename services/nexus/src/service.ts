import { nexus } from '@azora/contracts/nexus'
import { audit, database, defineService, EventLog, every, RouteFile } from '@azora/service-kit'
import { config } from './config.js'
import { deadLetterRoutes } from './dead-letters/routes.js'
import { eventRoutes } from './events/routes.js'
import { feedRoutes } from './feed/routes.js'
import { Fleet } from './fleet/fleet.js'
import { flowRoutes } from './flow/routes.js'
import { PrismaClient } from './generated/prisma/client.js'
import { IntentCatalog } from './intents/catalog.js'
import { PhraseClassifier } from './intents/classifier.js'
import { Errands } from './intents/errand.js'
import { modelOf } from './intents/model.js'
import { IntentRepository } from './intents/repository.js'
import { intentRoutes } from './intents/routes.js'
import { FORGET_EVERY_MS, KEPT_MS } from './intents/state.js'
import { projectionRoutes } from './projections/routes.js'
import { replayRoutes } from './replays/routes.js'
import { sagaRoutes } from './sagas/routes.js'
import { SchemaRegistry } from './schemas/registry.js'
import { SchemaRepository } from './schemas/repository.js'
import { schemaRoutes } from './schemas/routes.js'
import type { Use } from './use.js'

/** Events across services, and what people ask for in words. It is on the way of no event: while it is away, everything flows. */
export const service = defineService({
  contract: nexus,
  config,

  resources: (config, kit) => {
    const { databaseUrl, routesFile } = config
    const fleet = new Fleet()
    const errands = new Errands()
    const catalog = new IntentCatalog()
    const model = modelOf(config)
    const db = database(databaseUrl, adapter => new PrismaClient({ adapter }))
    const schemas = new SchemaRegistry(new SchemaRepository(db.client))
    const routes = new RouteFile(routesFile)
    for (const each of [fleet, schemas, errands, catalog]) routes.follow(document => each.follow(document))
    const log = new EventLog({ config, kit, database: db })
    const interpreters = { catalog, phrases: new PhraseClassifier(), model }
    return { fleet, routes, db, log, schemas, errands, interpreters, model: model?.client }
  },

  use: ({ fleet, log, schemas, errands, interpreters, db, clock }): Use => ({
    fleet,
    log,
    schemas,
    errands,
    interpreters,
    clock,
    intents: new IntentRepository(db.client),
    transaction: work => db.transaction(work),
    alone: work => db.transaction(work, { independent: true }),
    audit: record => audit(db.client, record),
  }),

  routes: use => ({
    flow: flowRoutes(use),
    events: eventRoutes(use),
    feed: feedRoutes(use),
    deadLetters: deadLetterRoutes(use),
    projections: projectionRoutes(use),
    replays: replayRoutes(use),
    sagas: sagaRoutes(use),
    schemas: schemaRoutes(use),
    intents: intentRoutes(use),
  }),

  jobs: ({ intents, clock }) => [
    every('nexus.forget-intents', FORGET_EVERY_MS, {
      handle: () => intents.forget(new Date(clock.now().getTime() - KEPT_MS)),
    }),
  ],
})
