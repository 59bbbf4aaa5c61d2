import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadEntries, loadSource } from '../load-source.mjs'
import { code, page, table, typeOf } from './markdown.mjs'

const INTRO = `Every environment variable a service reads. All faults are reported at once, with exit code 78, before anything starts. Outside
production \`.env.local\` and \`.env\` in the service's folder are read too. \`azora config\` shows each value with its origin.`

const KIT = 'packages/service-kit/src/config'

/** The kit's settings, which every service has, then each service's own. */
export async function configurationPage(root) {
  const { kitSettings } = await loadSource(`${KIT}/kit-settings.ts`)
  const { jsonSchemaOf } = await loadSource('packages/contracts/src/schemas/json-schema.ts')
  const own = await Promise.all(servicesOf(root).map(async name => [name, await settingsOf(name)]))
  const sections = [['Every service', kitSettings], ...own].map(
    ([title, settings]) => `## ${title}\n\n${settingsTable(settings, jsonSchemaOf)}`,
  )
  return page('Configuration', INTRO, sections)
}

const servicesOf = root =>
  readdirSync(join(root, 'services')).filter(name =>
    existsSync(join(root, 'services', name, 'src/config.ts')),
  )

/** Only the words of the kit are needed to read a declaration, not the kit. */
async function settingsOf(name) {
  const alias = { '@azora/service-kit': `${KIT}/setting.ts` }
  const { config } = await loadEntries([`services/${name}/src/config.ts`], alias)
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
