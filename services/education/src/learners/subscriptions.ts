import { UserDeleted, UserRegistered } from '@azora/contracts/auth'
import { subscribe } from '@azora/service-kit'
import type { Use } from '../use.js'

/** Keeps the learners in step with the accounts: one handler for both events, so that an account's come in their order. */
export const learnerSubscriptions = ({ learners }: Use) => [
  subscribe([UserRegistered, UserDeleted], {
    name: 'education.keep-learners',
    handle: received =>
      received.type === 'user.registered'
        ? learners.add({ id: received.data.userId, registeredAt: received.data.registeredAt })
        : learners.left(received.data.userId, received.data.deletedAt),
  }),
]
