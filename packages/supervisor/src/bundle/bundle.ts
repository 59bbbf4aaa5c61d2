import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { put, sweep, touch } from './beside.js'
import type { Built, BundleOptions } from './build.js'
import { type Fingerprint, fingerprint, hashAll, isUnchanged, isUntouched } from './fingerprint.js'
import { MAIN } from './layout.js'
import { isOwn } from './own.js'
import { type BundleRecord, readRecord, writeRecord } from './record.js'

/** A program and everything it imports, as a module and what lies beside it. */
export interface Bundle {
  /** Absolute path of the module to run. */
  readonly file: string
  /** Every source it was made from, absolute. */
  readonly inputs: readonly Fingerprint[]
  /** Changes with any input. */
  readonly hash: string
}

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
  const known = await readRecord(options.folder)
  if (known && stillHolds(known, options)) return bundleOf(known, options)
  await renew(options)
  const made = await readRecord(options.folder)
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
  const { files, inputs } = await build(options)
  const sources = [...inputs, ...descriptions(options.root, inputs)].map(path => known(path, startedAt))
  for (const [path, content] of files) await put(path, content)
  const { entry, folder } = options
  const before = await readRecord(folder)
  await writeRecord(folder, { entry, files: [...files.keys()], inputs: sources })
  // A process of the bundle before may have begun a month ago, and import something yet.
  await Promise.all(before?.files.map(touch) ?? [])
  await sweep(dirname(folder))
}

function stillHolds({ entry, files, inputs }: BundleRecord, options: BundleOptions): boolean {
  if (entry !== options.entry) return false
  return files.every(path => existsSync(path)) && inputs.every(isUnchanged)
}

function bundleOf({ inputs }: BundleRecord, options: BundleOptions): Bundle {
  return { file: fileOf(options), inputs, hash: hashAll(inputs) }
}

function fileOf({ folder }: BundleOptions): string {
  return join(folder, MAIN)
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
