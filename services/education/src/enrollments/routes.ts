import { EnrollmentWithdrawn, education } from '@azora/contracts/education'
import { implement, unchanged } from '@azora/service-kit'
import type { Use } from '../use.js'
import { own } from './access.js'
import { enrolling } from './enrolling.js'
import { after, referenceTo } from './enrollment.js'

/** Answers the routes of enrollments. */
export const enrollmentRoutes = (use: Use) => {
  const { enrollments, clock, transaction, audit, publish } = use

  return implement(education.routes.enrollments).with({
    enroll: enrolling(use),
    list: ({ query, principal }) => enrollments.of(principal.id, query),
    get: async ({ params, principal }) => own(await enrollments.find(params.enrollmentId), principal),

    withdraw: ({ params: { enrollmentId }, principal, ifMatch }) =>
      transaction(async () => {
        const enrollment = unchanged(own(await enrollments.lock(enrollmentId), principal), ifMatch)
        await audit({ action: 'enrollment.withdrawn', subject: enrollmentId, actor: principal })
        const withdrawnAt = clock.now()
        await publish(EnrollmentWithdrawn, {
          ...referenceTo(enrollment),
          withdrawnAt: withdrawnAt.toISOString(),
        })
        return enrollments.save(after(enrollment, 'withdraw', withdrawnAt))
      }),
  })
}
