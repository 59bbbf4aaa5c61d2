import { defineGroup } from '../command.js'

/** `azora sagas` */
export const sagas = defineGroup({
  summary: 'Sagas: processes of several steps that are all done, or undone',
  description:
    'Of all services that run. Whoever is signed in needs the permission event:read, or event:operate.',
  examples: ['azora sagas ls --state stuck', 'azora sagas show 019b0000-0000-7000-8000-000000000001'],
  commands: async () => ({
    ls: () => import('./sagas/ls.js').then(file => file.ls),
    show: () => import('./sagas/show.js').then(file => file.show),
    retry: () => import('./sagas/retry.js').then(file => file.retry),
    compensate: () => import('./sagas/compensate.js').then(file => file.compensate),
  }),
})
