import { readdir, rm, stat, utimes } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { hasCode } from '../error-code.js'
import { replaceFile } from '../state/atomic-file.js'
import { BESIDE } from './layout.js'
import { readRecord } from './record.js'

const DAY_MS = 86_400_000

/** Puts a file of a bundle in its place. One that lies beside is named after its content: if it is there it stays. */
export async function put(path: string, content: string | Uint8Array): Promise<void> {
  const isThere = basename(dirname(path)) === BESIDE && (await touch(path))
  if (!isThere) await replaceFile(path, content)
}

/** Keeps a file from being swept for a day. @returns whether it is there */
export async function touch(path: string): Promise<boolean> {
  const now = new Date()
  return await utimes(path, now, now).then(() => true, absent)
}

/**
 * Takes away what lies beside the bundles of a folder and belongs to none of them, if it has not been touched for a day: a
 * process may still import from the bundle it began with.
 */
export async function sweep(folder: string): Promise<void> {
  const names = await readdir(join(folder, BESIDE)).catch(error => absent(error) || [])
  const old = await filtered(
    names.map(name => join(folder, BESIDE, name)),
    isOld,
  )
  if (old.length === 0) return
  const needed = await neededIn(folder)
  await Promise.all(old.map(path => (needed.has(path) ? touch(path) : rm(path, { force: true }))))
}

const isOld = (path: string) => stat(path).then(({ mtimeMs }) => mtimeMs < Date.now() - DAY_MS, absent)

async function neededIn(folder: string): Promise<Set<string>> {
  const names = await readdir(folder)
  const records = await Promise.all(names.map(name => readRecord(join(folder, name))))
  return new Set(records.flatMap(record => record?.files ?? []))
}

async function filtered<T>(items: readonly T[], isWanted: (item: T) => Promise<boolean>): Promise<T[]> {
  const wanted = await Promise.all(items.map(isWanted))
  return items.filter((_, i) => wanted[i])
}

function absent(error: unknown): false {
  if (hasCode(error, 'ENOENT')) return false
  throw error
}
