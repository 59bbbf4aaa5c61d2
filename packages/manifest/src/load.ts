import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { InvalidManifests, type ManifestFault } from './fault.js'
import type { Manifest } from './manifest.js'
import { readManifest } from './read.js'

/** The name of the file. */
export const MANIFEST_FILE = 'azora.json'

/** A manifest and where it came from. */
export interface LoadedManifest {
  readonly manifest: Manifest
  /** Absolute path of the service's folder. */
  readonly folder: string
  /** Absolute path of its `azora.json`. */
  readonly file: string
}

/**
 * Loads `services/<name>/azora.json` of a checkout, by name. Folders without the file are no services.
 * @throws {InvalidManifests} with every fault of every file
 */
export async function loadManifests(root: string): Promise<LoadedManifest[]> {
  const read = await Promise.all((await manifestFiles(root)).map(file => loadOne(root, file)))
  const loaded = read.flatMap(({ loaded }) => loaded)
  const faults = [...read.flatMap(({ faults }) => faults), ...clashes(root, loaded)]
  if (faults.length > 0) throw new InvalidManifests(faults)
  return loaded
}

async function manifestFiles(root: string): Promise<string[]> {
  const services = join(root, 'services')
  const entries = await readdir(services, { withFileTypes: true }).catch(unlessMissing)
  return entries
    .filter(entry => entry.isDirectory())
    .map(entry => join(services, entry.name, MANIFEST_FILE))
    .toSorted()
}

function unlessMissing(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT') return []
  throw error
}

/** What came of one file. */
interface Loading {
  readonly loaded: LoadedManifest[]
  readonly faults: readonly ManifestFault[]
}

async function loadOne(root: string, file: string): Promise<Loading> {
  const nothing: Loading = { loaded: [], faults: [] }
  const text = await readFile(file, 'utf8').catch(unlessMissing)
  if (typeof text !== 'string') return nothing
  const reading = readManifest(text, relative(root, file))
  if (!reading.ok) return { ...nothing, faults: reading.faults }
  return { ...nothing, loaded: [{ manifest: reading.manifest, folder: dirname(file), file }] }
}

/** What no single file can show: folders named otherwise, and two services wanting the same thing. */
function clashes(root: string, loaded: readonly LoadedManifest[]): ManifestFault[] {
  const fileOf = ({ file }: LoadedManifest) => relative(root, file)
  const misplaced = loaded
    .filter(({ manifest, folder }) => manifest.name !== basename(folder))
    .map(entry => ({
      file: fileOf(entry),
      pointer: '/name',
      expected: `"${basename(entry.folder)}", the folder's name`,
    }))
  const taken = CLAIMS.flatMap(({ pointer, what, of }) =>
    repeated(loaded, entry => of(entry.manifest)).map(([first, second]) => ({
      file: fileOf(second),
      pointer,
      expected: `${what} other than that of ${first.manifest.name}`,
    })),
  )
  return [...misplaced, ...taken]
}

const CLAIMS: readonly {
  pointer: string
  what: string
  of: (manifest: Manifest) => string | number | undefined
}[] = [
  { pointer: '/port', what: 'a port', of: manifest => manifest.port },
  { pointer: '/resources/database', what: 'a database', of: manifest => manifest.resources.database },
]

function repeated<T>(
  items: readonly T[],
  key: (item: T) => string | number | undefined,
): [first: T, again: T][] {
  const first = new Map<string | number, T>()
  const pairs: [T, T][] = []
  for (const item of items) {
    const value = key(item)
    const before = value === undefined ? undefined : first.get(value)
    if (before !== undefined) pairs.push([before, item])
    else if (value !== undefined) first.set(value, item)
  }
  return pairs
}
