import { saga } from '@azora/service-kit'
import * as z from 'zod'
import type { Use } from '../use.js'

/** What follows from a new account: there is a learner record and its owner knows, or there is none. */
export const registration = saga('education.registration', {
  input: z.object({ userId: z.uuid(), registeredAt: z.iso.datetime() }),
})

/** Its steps. Auth says that the account is gone by refusing to write to it: then the record goes too. */
export const registrationSaga = ({ auth, clock, learners, transaction }: Use) =>
  registration
    .step('prepare-learner', {
      run: ({ input: { userId, registeredAt } }) =>
        transaction(() => learners.add({ id: userId, registeredAt })),
      compensate: ({ input }) => transaction(() => learners.left(input.userId, clock.now().toISOString())),
    })
    .step('welcome', {
      run: ({ input: { userId }, key }) =>
        auth.users.welcome({ params: { userId } }, { idempotencyKey: key }),
      // A mail that cannot leave today is no reason to turn a learner away.
      retries: { attempts: Number.POSITIVE_INFINITY, longestPauseMs: 15 * 60_000 },
    })
