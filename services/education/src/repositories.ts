import { Catalog } from './courses/catalog.js'
import { CourseRepository } from './courses/repository.js'
import { DraftRepository } from './drafts/repository.js'
import { EnrollmentRepository } from './enrollments/repository.js'
import type { PrismaClient } from './generated/prisma/client.js'
import { LearnerRepository } from './learners/repository.js'
import { Library } from './lessons/library.js'
import { LessonRepository } from './lessons/repository.js'
import { LevelRepository } from './levels/repository.js'
import { ModuleRepository } from './modules/repository.js'
import { PrerequisiteRepository } from './prerequisites/repository.js'
import { ProgressRepository } from './progress/repository.js'
import { StatsRepository } from './stats/repository.js'
import { VersionRepository } from './versions/repository.js'

/** Everything that is stored. Inside a transaction the client is that transaction, and so are these. */
export const repositories = (client: PrismaClient) => ({
  levels: new LevelRepository(client),
  courses: new CourseRepository(client),
  catalog: new Catalog(client),
  versions: new VersionRepository(client),
  drafts: new DraftRepository(client),
  modules: new ModuleRepository(client),
  lessons: new LessonRepository(client),
  library: new Library(client),
  prerequisites: new PrerequisiteRepository(client),
  learners: new LearnerRepository(client),
  enrollments: new EnrollmentRepository(client),
  progress: new ProgressRepository(client),
  stats: new StatsRepository(client),
})
