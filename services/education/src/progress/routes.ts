import { education } from '@azora/contracts/education'
import { implement } from '@azora/service-kit'
import { own } from '../enrollments/access.js'
import type { Use } from '../use.js'

/** Answers the routes of progress. */
export const progressRoutes = ({ enrollments, progress }: Use) =>
  implement(education.routes.progress).with({
    list: ({ query, principal }) => progress.ofLearner(principal.id, query),

    get: async ({ params, principal }) => {
      const { id } = own(await enrollments.find(params.enrollmentId), principal)
      return { ...(await progress.of(id)), lessons: await progress.lessons(id) }
    },
  })
