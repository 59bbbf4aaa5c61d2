import { education, LearnerNotFound } from '@azora/contracts/education'
import { implement } from '@azora/service-kit'
import type { Use } from '../use.js'

/** Answers the routes of learners. */
export const learnerRoutes = ({ learners }: Use) =>
  implement(education.routes.learners).with({
    me: async ({ principal }) => {
      const learner = await learners.find(principal.id)
      if (!learner) throw new LearnerNotFound()
      return learner
    },
  })
