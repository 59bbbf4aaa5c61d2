import { defineGroup } from '../command.js'

/** `azora db` */
export const db = defineGroup({
  summary: 'Databases of the services: migrations, seeds, a shell',
  examples: ['azora db migrate', 'azora db new education add-course-tags', 'azora db shell auth'],
  commands: async () => ({
    migrate: () => import('./db/migrate.js').then(file => file.migrate),
    new: () => import('./db/new.js').then(file => file.newMigration),
    seed: () => import('./db/seed.js').then(file => file.seed),
    reset: () => import('./db/reset.js').then(file => file.reset),
    shell: () => import('./db/shell.js').then(file => file.shell),
    url: () => import('./db/url.js').then(file => file.url),
  }),
})
