import { defineGroup } from '../command.js'

/** `azora dlq` */
export const dlq = defineGroup({
  summary: 'Dead letters: events that a handler has given up',
  description:
    'Of all services that run. Whoever is signed in needs the permission event:read, or event:operate to change them.',
  examples: [
    'azora dlq ls',
    'azora dlq redrive --handler education.keep-learners --dry-run',
    'azora dlq discard --type order.paid --dry-run',
  ],
  commands: async () => ({
    ls: () => import('./dlq/ls.js').then(file => file.ls),
    show: () => import('./dlq/show.js').then(file => file.show),
    redrive: () => import('./dlq/redrive.js').then(file => file.redrive),
    discard: () => import('./dlq/discard.js').then(file => file.discard),
  }),
})
