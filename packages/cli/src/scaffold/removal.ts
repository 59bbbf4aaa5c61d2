import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { platform } from '@azora/contracts/platform'
import { loadManifests } from '@azora/manifest'
import { UserError } from '../exit.js'
import { type Change, effective } from './change.js'
import { withoutMember } from './lockfile.js'
import { changedSince, readOrigin } from './origin.js'
import { projections } from './projections.js'

/** What would go with a service. */
export interface Removal {
  service: string
  changes: Change[]
  /** Files somebody worked on since the service was scaffolded. */
  workedOn: string[]
}

/** Made by tools, ignored by git, and of no use without the service. */
const DERIVED = ['node_modules', 'dist', 'coverage', '.turbo', 'src/generated']

/** Works out what removing a scaffolded service takes away; nothing is touched. @throws {UserError} */
export async function planRemoval(root: string, service: string): Promise<Removal> {
  const loaded = await loadManifests(root)
  if (!loaded.some(({ manifest }) => manifest.name === service))
    throw new UserError('unknown-service', `There is no service ${service}`)
  const origin = readOrigin(root, service)
  if (!origin) throw new UserError('not-scaffolded', `${service} was not made by \`azora new\``)
  const dependants = loaded
    .filter(({ manifest }) => manifest.needs.some(need => need.service === service))
    .map(({ manifest }) => manifest.name)
  if (dependants.length > 0)
    throw new UserError('service-needed', `${dependants.join(', ')} cannot do without ${service}`)
  const folders = [`services/${service}`, `packages/contracts/src/${service}`]
  const all = platform.filter(({ name }) => name !== service)
  const lockfile = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const manifest = `services/${service}/azora.json`
  const files = folders.flatMap(folder => filesBelow(root, folder)).filter(path => path !== manifest)
  const changes: Change[] = [
    // First, so that a running platform stops it before its files go.
    { path: manifest, content: null },
    ...(await projections(root, { all, removed: service })),
    { path: 'package-lock.json', content: { text: withoutMember(lockfile, `services/${service}`) } },
    { path: `node_modules/@azora/${service}`, content: null },
    ...files.map(path => ({ path, content: null })),
  ]
  return { service, changes: effective(root, changes), workedOn: changedSince(root, origin) }
}

/** Removes what tools made in a service's folder, once the service is gone. */
export function dropDerived(root: string, service: string): void {
  const folder = join(root, 'services', service)
  for (const name of DERIVED) rmSync(join(folder, name), { recursive: true, force: true })
  for (const empty of [join(folder, 'src'), folder]) {
    if (existsSync(empty) && readdirSync(empty).length === 0) rmSync(empty, { recursive: true })
  }
}

function filesBelow(root: string, folder: string): string[] {
  const base = join(root, folder)
  if (!existsSync(base)) return []
  return readdirSync(base, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(base.length + 1))
    .filter(path => !DERIVED.some(derived => path.startsWith(`${derived}/`)))
    .map(path => `${folder}/${path}`)
    .toSorted()
}
