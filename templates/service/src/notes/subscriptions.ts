import { UserDeleted } from '@azora/contracts/auth'
import { subscribe } from '@azora/service-kit'
import type { Use } from '../use.js'

/** What is done about events. A handler's name is what it is remembered by: renamed, it gets every event again. */
export const noteSubscriptions = ({ notes }: Use) => [
  subscribe(UserDeleted, {
    name: 'sample.remove-notes',
    handle: ({ data }) => notes.removeOf(data.userId),
  }),
]
