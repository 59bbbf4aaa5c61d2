import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { readJson, replaceFile, replaceJson } from '../state/atomic-file.js'
import type { Built, BundleOptions } from './build.js'
import { type Fingerprint, fingerprint, hashAll, isUnchanged, isUntouched } from './fingerprint.js'
import { isOwn } from './own.js'

/** A program and everything it imports, as one file. */
export interface Bundle {
  /** Absolute path of the module to run. */
  readonly file: string
  /** Every source it was made from, absolute. */
  readonly inputs: readonly Fingerprint[]
  /** Changes with any input. */
  readonly hash: string
}

interface Remembered {
  readonly version: string
  readonly entry: string
  /** Paths of the files its code reads from beside it, relative to its folder. */
  readonly beside: readonly string[]
  readonly inputs: readonly Fingerprint[]
}

/** To be raised when the same inputs would give another bundle. */
const VERSION = '5'

/** Makes a bundle anew and puts it, with its record, into its folder. @throws {BuildFailed} */
export type Renew = (options: BundleOptions) => Promise<void>

/**
 * Bundles a program with esbuild, or finds that the bundle of last time still holds (a stat per input: some 10 ms).
 * @param renew where building is done; default: in this process
 * @throws {BuildFailed} with esbuild's messages
 */
export function bundle(options: BundleOptions, renew: Renew = renewHere): Promise<Bundle> {
  const turn = (turns.get(options.folder) ?? Promise.resolve()).then(() => bundleNow(options, renew))
  const done = turn.then(
    () => {},
    () => {},
  )
  turns.set(options.folder, done)
  return turn
}

/** Two saves in a row must not write the same bundle at the same time: the older could be the last to finish. */
const turns = new Map<string, Promise<void>>()

async function bundleNow(options: BundleOptions, renew: Renew): Promise<Bundle> {
  const known = await readJson<Remembered>(recordOf(options))
  if (known && stillHolds(known, options)) return bundleOf(known, options)
  await renew(options)
  const made = await readJson<Remembered>(recordOf(options))
  if (!made) throw new Error(`${options.entry} was bundled without a record`)
  return bundleOf(made, options)
}

/** Builds in this process. */
export const renewHere: Renew = async options => {
  // Loaded only now: esbuild takes 30 ms to load and keeps a process.
  const { build } = await import('./build.js')
  await keep(options, build)
}

/** Builds in this process, and keeps what makes the next time quick. */
export const renewOften: Renew = async options => {
  const { buildAgain } = await import('./build.js')
  await keep(options, buildAgain)
}

/** Gives back the memory that `renewOften` has taken. */
export async function forgetBuilds(): Promise<void> {
  const { endBuilding } = await import('./build.js')
  await endBuilding()
}

/** What has been read once is not read again while it is untouched: services have most of their sources in common. */
function known(path: string, usedAt: number): Fingerprint {
  const before = fingerprints.get(path)
  if (before && isUntouched(before)) return before
  const read = fingerprint(path, usedAt)
  fingerprints.set(path, read)
  return read
}

const fingerprints = new Map<string, Fingerprint>()

async function keep(options: BundleOptions, build: (options: BundleOptions) => Promise<Built>) {
  const startedAt = Date.now()
  const { code, map, beside, inputs } = await build(options)
  const sources = [...inputs, ...descriptions(options.root, inputs)].map(path => known(path, startedAt))
  for (const [path, content] of beside) if (!existsSync(path)) await replaceFile(path, content)
  await replaceFile(`${fileOf(options)}.map`, map)
  await replaceFile(fileOf(options), code)
  const { entry, folder } = options
  const names = [...beside.keys()].map(path => relative(folder, path))
  const record: Remembered = { version: VERSION, entry, beside: names, inputs: sources }
  await replaceJson(recordOf(options), record)
}

function stillHolds({ version, entry, beside, inputs }: Remembered, options: BundleOptions): boolean {
  if (version !== VERSION || entry !== options.entry) return false
  const files = [fileOf(options), ...beside.map(name => join(options.folder, name))]
  return files.every(file => existsSync(file)) && inputs.every(isUnchanged)
}

function bundleOf({ inputs }: Remembered, options: BundleOptions): Bundle {
  return { file: fileOf(options), inputs, hash: hashAll(inputs) }
}

function fileOf({ folder }: BundleOptions): string {
  return join(folder, 'main.mjs')
}

function recordOf({ folder }: BundleOptions): string {
  return join(folder, 'inputs.json')
}

/** What decides how names are resolved: the package.json of our own sources, and what is installed. */
function descriptions(root: string, inputs: readonly string[]): string[] {
  const own = new Set(inputs.filter(isOwn).map(input => packageOf(dirname(input), root)))
  const candidates = [...own].map(folder => join(folder, 'package.json'))
  return [...candidates, join(root, 'package-lock.json')].filter(path => existsSync(path))
}

function packageOf(folder: string, root: string): string {
  if (folder === resolve(root) || dirname(folder) === folder || existsSync(join(folder, 'package.json')))
    return folder
  return packageOf(dirname(folder), root)
}
