import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { platform } from '@azora/contracts/platform'
import { loadManifests } from '@azora/manifest'
import { UserError } from '../exit.js'
import { type Change, effective } from './change.js'
import { contractOf } from './contract-source.js'
import { formatted } from './formatted.js'
import { type Member, withMember } from './lockfile.js'
import { originOf } from './origin.js'
import { projections } from './projections.js'
import { renaming } from './rename.js'
import { type ServiceNames, serviceNames } from './service-name.js'
import { keptIdentifiers, takenIn } from './taken.js'
import { instantiate, SERVICE_TEMPLATE, type TemplateFile, templateFiles } from './template.js'

/** A new service before its first file is written. */
export interface NewService {
  names: ServiceNames
  port: number
  changes: Change[]
}

// 4000 to 4004 belong to the gateway and to services of the platform, whether they are there yet or not.
const FIRST_PORT = 4005
const TEMPLATE_PORT = '4099'

/** Works out everything that a new service changes in the workspace; nothing is written. @throws {UserError} */
export async function planService(
  root: string,
  wanted: { service: string; noun?: string; plural?: string },
): Promise<NewService> {
  const { default: ts } = await import('typescript')
  const template = templateFiles(root)
  if (template.length === 0) throw new UserError('no-template', `There is no ${SERVICE_TEMPLATE} to copy`)
  const names = serviceNames(wanted, takenIn(root, { platform, identifiers: keptIdentifiers(ts, template) }))
  const port = await freePort(root)
  const renamed = template
    .map(file => instantiate(ts, file, { names, renaming: renaming(names) }))
    .map(file => ({ ...file, text: file.text.replaceAll(TEMPLATE_PORT, String(port)) }))
  const files = await formatted(root, renamed)
  return {
    names,
    port,
    changes: effective(root, [...(await wiring(root, names, files)), ...written(names, files, template)]),
  }
}

/** What other files say of the service, and what is generated from its contract. */
async function wiring(
  root: string,
  { service }: ServiceNames,
  files: readonly TemplateFile[],
): Promise<Change[]> {
  const contract = await contractOf(
    root,
    service,
    files.filter(({ path }) => path.startsWith('packages/contracts/')),
  )
  const all = [...platform.filter(({ name }) => name !== service), contract].toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  const member = JSON.parse(
    files.find(({ path }) => path === `services/${service}/package.json`)?.text ?? '{}',
  ) as Member
  const lockfile = readFileSync(join(root, 'package-lock.json'), 'utf8')
  return [
    ...(await projections(root, { all, added: service })),
    { path: 'package-lock.json', content: { text: withMember(lockfile, `services/${service}`, member) } },
    { path: `node_modules/@azora/${service}`, content: { linkTo: join('../../services', service) } },
  ]
}

/** The service's own files. Its manifest comes last: a running platform starts what has one. */
function written(
  names: ServiceNames,
  files: readonly TemplateFile[],
  template: readonly TemplateFile[],
): Change[] {
  const manifest = `services/${names.service}/azora.json`
  const changes = files.map(({ path, text }) => ({ path, content: { text } }))
  const origin = {
    path: `services/${names.service}/azora.origin.json`,
    content: { text: originOf(names, { template: hashOf(template), files }) },
  }
  return [
    ...changes.filter(({ path }) => path !== manifest),
    origin,
    ...changes.filter(({ path }) => path === manifest),
  ]
}

/** What identifies a state of the template: its files' paths and texts. */
function hashOf(files: readonly TemplateFile[]): string {
  const hash = createHash('sha256')
  for (const { path, text } of files) hash.update(`${path}\n${text}\n`)
  return hash.digest('hex')
}

async function freePort(root: string): Promise<number> {
  const used = new Set((await loadManifests(root)).map(({ manifest }) => manifest.port))
  let port = FIRST_PORT
  while (used.has(port)) port++
  return port
}
