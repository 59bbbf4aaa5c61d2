import { defineGroup } from '../command.js'

/** `azora events` */
export const events = defineGroup({
  summary: 'Events: how they flow, what became of one, what they look like',
  description:
    'Of all services that run. Whoever is signed in needs the permission event:read, or event:operate to publish.',
  examples: [
    'azora events flow',
    'azora events ls --type user.registered',
    'azora events show 019b0000-0000-7000-8000-000000000001',
    'azora events schemas user.registered',
  ],
  commands: async () => ({
    flow: () => import('./events/flow.js').then(file => file.flow),
    ls: () => import('./events/ls.js').then(file => file.ls),
    tail: () => import('./events/tail.js').then(file => file.tail),
    show: () => import('./events/show.js').then(file => file.show),
    publish: () => import('./events/publish.js').then(file => file.publish),
    replay: () => import('./events/replay.js').then(file => file.replay),
    replays: () => import('./events/replays.js').then(file => file.replays),
    schemas: () => import('./events/schemas.js').then(file => file.schemas),
  }),
})
