import { defineGroup } from '../command.js'

/** `azora projections` */
export const projections = defineGroup({
  summary: 'Projections: read models that are kept from histories',
  description:
    'Of all services that run. Whoever is signed in needs the permission event:read, and event:operate to change anything.',
  examples: ['azora projections ls', 'azora projections rebuild education.enrollments'],
  commands: async () => ({
    ls: () => import('./projections/ls.js').then(file => file.ls),
    show: () => import('./projections/show.js').then(file => file.show),
    rebuild: () => import('./projections/rebuild.js').then(file => file.rebuild),
    resume: () => import('./projections/resume.js').then(file => file.resume),
  }),
})
