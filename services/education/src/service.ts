import { auth } from '@azora/contracts/auth'
import { education } from '@azora/contracts/education'
import { audit, database, defineService, publisher, sagasIn, serviceClient } from '@azora/service-kit'
import { config } from './config.js'
import { courseRoutes } from './courses/routes.js'
import { draftRoutes } from './drafts/routes.js'
import { enrollmentTables } from './enrollments/read-model.js'
import { enrollmentRoutes } from './enrollments/routes.js'
import { PrismaClient } from './generated/prisma/client.js'
import { registrationSaga } from './learners/registration.js'
import { learnerRoutes } from './learners/routes.js'
import { learnerSubscriptions } from './learners/subscriptions.js'
import { lessonRoutes } from './lessons/routes.js'
import { levelRoutes } from './levels/routes.js'
import { moduleRoutes } from './modules/routes.js'
import { prerequisiteRoutes } from './prerequisites/routes.js'
import { progressRoutes } from './progress/routes.js'
import { repositories } from './repositories.js'
import { seed } from './seed.js'
import { statsRoutes } from './stats/routes.js'
import type { Use } from './use.js'
import { versionRoutes } from './versions/routes.js'

/** Learning: levels, courses with immutable published versions, enrollments, progress. */
export const service = defineService({
  contract: education,
  config,

  resources: values => ({
    db: database(values.databaseUrl, adapter => new PrismaClient({ adapter }), {
      projections: [enrollmentTables],
      replica: { url: values.replicaUrl, stalenessMs: values.replicaStalenessMs },
    }),
    auth: serviceClient(auth, { url: values.authUrl, credentials: values }),
  }),

  use: ({ auth, db, clock }): Use => ({
    ...repositories(db.client),
    clock,
    transaction: work => db.transaction(work),
    read: work => db.read(work),
    streams: db.streams,
    audit: record => audit(db.client, record),
    publish: publisher(education, db, clock),
    sagas: sagasIn(db, clock),
    auth: auth.api,
  }),

  routes: use => ({
    levels: levelRoutes(use),
    courses: courseRoutes(use),
    versions: versionRoutes(use),
    prerequisites: prerequisiteRoutes(use),
    drafts: draftRoutes(use),
    modules: moduleRoutes(use),
    lessons: lessonRoutes(use),
    learners: learnerRoutes(use),
    enrollments: enrollmentRoutes(use),
    progress: progressRoutes(use),
    stats: statsRoutes(use),
  }),

  subscriptions: use => learnerSubscriptions(use),
  sagas: use => [registrationSaga(use)],

  seed,
})
