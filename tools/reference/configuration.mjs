import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadEntries, loadSource } from '../load-source.mjs'
import { code, page, table, typeOf } from './markdown.mjs'

const INTRO = `Every environment variable a service reads. All faults are reported at once, with exit code 78, before anything starts. Outside
production \`.env.local\` and \`.env\` in the service's folder are read too. \`azora config\` shows each value with its origin.`

const KIT = 'packages/service-kit/src/config'

/**
 * The kit's settings, which every service has, then each service's own.
 *
 * `services`: names with the paths of their `config.ts`, relative to the root.
 */
export async function configurationPage(services) {
  const { kitSettings } = await loadSource(`${KIT}/kit-settings.ts`)
  const { jsonSchemaOf } = await loadSource('packages/contracts/src/schemas/json-schema.ts')
  const own = await Promise.all(services.map(async ([name, path]) => [name, await settingsOf(path)]))
  const sections = [['Every service', kitSettings], ...own].map(
    ([title, settings]) => `## ${title}\n\n${settingsTable(settings, jsonSchemaOf)}`,
  )
  return page('Configuration', INTRO, sections)
}

/** The services of the workspace that read settings of their own, in order. */
export function configuredServices(root) {
  return readdirSync(join(root, 'services'))
    .map(name => [name, `services/${name}/src/config.ts`])
    .filter(([, path]) => existsSync(join(root, path)))
}

/** Only the words of the kit are needed to read a declaration, not the kit. */
async function settingsOf(path) {
  const alias = { '@azora/service-kit': `${KIT}/setting.ts` }
  const { config } = await loadEntries([path], alias)
  return config
}

function settingsTable(settings, jsonSchemaOf) {
  const rows = Object.values(settings).map(({ env, schema, secret, about }) => {
    const { default: fallback, ...type } = jsonSchemaOf(schema, 'input', env)
    return [code(env), typeOf(type) + (secret ? ', secret' : ''), initial(schema, fallback, secret), about]
  })
  return table(['variable', 'value', 'default', 'meaning'], rows)
}

function initial(schema, fallback, secret) {
  if (schema._zod.optin === undefined) return 'required'
  if (fallback === undefined) return 'none'
  return secret ? 'local only' : code(typeof fallback === 'string' ? fallback : JSON.stringify(fallback))
}
