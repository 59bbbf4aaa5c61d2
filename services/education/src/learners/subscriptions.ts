import { UserDeleted, UserRegistered } from '@azora/contracts/auth'
import { subscribe } from '@azora/service-kit'
import type { Use } from '../use.js'
import { registration } from './registration.js'

/** Keeps the learners in step with the accounts: one handler for both events, so that an account's come in their order. */
export const learnerSubscriptions = ({ learners, sagas }: Use) => [
  subscribe([UserRegistered, UserDeleted], {
    name: 'education.keep-learners',
    handle: async ({ type, data }) => {
      if (type === 'user.deleted') return learners.left(data.userId, data.deletedAt)
      const { userId, registeredAt } = data
      await sagas.start(registration, { id: userId, input: { userId, registeredAt } })
    },
  }),
]
