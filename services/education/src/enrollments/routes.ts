import { education } from '@azora/contracts/education'
import { implement } from '@azora/service-kit'
import type { Use } from '../use.js'
import { own } from './access.js'
import { decided } from './deciding.js'
import { enrolling } from './enrolling.js'

/** Answers the routes of enrollments. */
export const enrollmentRoutes = (use: Use) => {
  const { enrollments, transaction } = use

  return implement(education.routes.enrollments).with({
    enroll: enrolling(use),
    list: ({ query, principal }) => enrollments.of(principal.id, query),
    get: async ({ params, principal }) => own(await enrollments.find(params.enrollmentId), principal),

    withdraw: ({ params: { enrollmentId }, principal: learner, ifMatch }) =>
      transaction(async () => {
        own(await enrollments.find(enrollmentId), learner)
        const command = { do: 'withdraw', ifMatch } as const
        const { enrollment } = await decided(use, { enrollmentId, learner, command })
        return own(enrollment, learner)
      }),
  })
}
