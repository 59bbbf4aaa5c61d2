import { configurationPage } from './configuration.mjs'
import { eventsPage } from './events.mjs'
import { manifestPage } from './manifest.mjs'
import { problemsPage } from './problems.mjs'
import { routesPage } from './routes.mjs'

/**
 * Every page of docs/reference that is projected from declarations, by its name.
 *
 * `words`: what `@azora/contracts` and its compatibility entry export, with the `platform` to describe.
 * `services`: names with the paths of their `config.ts`.
 */
export async function referencePages(root, { words, services }) {
  return {
    'problems.md': problemsPage(words),
    'routes.md': routesPage(words),
    'events.md': eventsPage(words),
    'configuration.md': await configurationPage(services),
    'manifest.md': manifestPage(root),
  }
}
