import { education } from '@azora/contracts/education'
import { audit, database, defineService, publisher } from '@azora/service-kit'
import { config } from './config.js'
import { courseRoutes } from './courses/routes.js'
import { draftRoutes } from './drafts/routes.js'
import { enrollmentTables } from './enrollments/read-model.js'
import { enrollmentRoutes } from './enrollments/routes.js'
import { PrismaClient } from './generated/prisma/client.js'
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

  resources: ({ databaseUrl, replicaUrl, replicaStalenessMs }) => ({
    db: database(databaseUrl, adapter => new PrismaClient({ adapter }), {
      projections: [enrollmentTables],
      replica: { url: replicaUrl, stalenessMs: replicaStalenessMs },
    }),
  }),

  use: ({ db, clock }): Use => ({
    ...repositories(db.client),
    clock,
    transaction: work => db.transaction(work),
    read: work => db.read(work),
    streams: db.streams,
    audit: record => audit(db.client, record),
    publish: publisher(education, db, clock),
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

  seed,
})
