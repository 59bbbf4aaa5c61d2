// Keeps a bundle of the command line's sources, so that a clone needs no build step.
//
// A bundle is a folder that never changes once it has its name; `current.json` names the one to use and holds the size
// and time of every source it was made of. Both appear by renaming, so any number of processes may do this at once.
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join, relative, resolve, sep } from 'node:path'

const KEPT_BUNDLES = 5
const KEPT_MS = 60 * 60 * 1000

/** The entry file of an up-to-date bundle of the package in this folder; undefined if it could not be made. */
export async function currentBundle(packageFolder) {
  const root = resolve(packageFolder, '../..')
  for (const folder of cacheFolders(root)) {
    const entry = freshEntry(root, folder)
    if (entry) return entry
  }
  const folder = cacheFolders(root).find(isWritable)
  if (folder) return bundle({ root, folder, packageFolder })
  process.stderr.write(`azora cannot write to ${cacheFolders(root).join(' or ')}: give it one of these.\n`)
  process.exitCode = 1
  return undefined
}

// The second is for those who may read this checkout but not write to it.
function cacheFolders(root) {
  const user = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  return [join(root, '.azora/cache/cli'), join(user, 'azora', root.replace(/[^\w.-]+/g, '_'))]
}

function isWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function freshEntry(root, folder) {
  const current = currentOf(folder)
  if (!current || current.node !== process.versions.modules) return undefined
  const isFresh = current.inputs.every(
    ([path, fingerprint]) => fingerprintOf(join(root, path)) === fingerprint,
  )
  const entry = join(folder, current.bundle, 'main.mjs')
  return isFresh && existsSync(entry) ? entry : undefined
}

function currentOf(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'current.json'), 'utf8'))
  } catch {
    return undefined
  }
}

function fingerprintOf(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat ? `${stat.mtimeMs}:${stat.size}` : 'absent'
}

async function bundle({ root, folder, packageFolder }) {
  const name = `${Date.now().toString(36)}-${process.pid}`
  const draft = join(folder, `${name}.tmp`)
  try {
    // Sources that change while they are bundled must look changed the next time.
    const startedAt = Date.now()
    const { metafile } = await build({ packageFolder, outdir: draft })
    const inputs = fingerprints({ root, packageFolder, metafile, startedAt })
    renameSync(draft, join(folder, name))
    writeCurrent(folder, { bundle: name, node: process.versions.modules, inputs })
    dropOldBundles(folder, name)
    return join(folder, name, 'main.mjs')
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    process.stderr.write(`azora could not bundle its own sources: ${error.message}\n`)
    process.exitCode = 1
    return undefined
  }
}

async function build({ packageFolder, outdir }) {
  const { build: esbuild } = await import('esbuild')
  const { bundleOptions } = await import('./bundle-options.mjs')
  return esbuild({ ...bundleOptions(packageFolder), outdir, logLevel: 'silent' })
}

// npm rewrites its hidden lockfile whenever it changes node_modules: one look instead of hundreds.
function fingerprints({ root, packageFolder, metafile, startedAt }) {
  const sources = Object.keys(metafile.inputs)
    .map(input => relative(root, resolve(packageFolder, input)))
    .filter(path => !path.split(sep).includes('node_modules') && !path.startsWith('..'))
  const own = ['bin/bundle.mjs', 'bin/bundle-options.mjs'].map(path => join('packages/cli', path))
  return [...sources, ...own, 'node_modules/.package-lock.json'].map(path => {
    const changedMeanwhile = (statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0) > startedAt
    return [path, changedMeanwhile ? 'changed meanwhile' : fingerprintOf(join(root, path))]
  })
}

function writeCurrent(folder, current) {
  const draft = join(folder, `current.json.${process.pid}.tmp`)
  writeFileSync(draft, JSON.stringify(current), { mode: 0o600 })
  renameSync(draft, join(folder, 'current.json'))
}

// A running `azora up` still imports from the bundle it was started from.
function dropOldBundles(folder, newest) {
  const isOld = path => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > KEPT_MS
  const others = readdirSync(folder)
    .filter(name => name !== newest && name !== 'current.json')
    .sort()
    .reverse()
  for (const name of others.slice(KEPT_BUNDLES)) {
    const path = join(folder, name)
    if (isOld(path)) rmSync(path, { recursive: true, force: true })
  }
}
