import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'

/** A file as it was when it was read. */
export interface Fingerprint {
  readonly path: string
  readonly mtimeMs: number
  readonly size: number
  readonly hash: string
}

/**
 * Reads a file's fingerprint.
 * @param usedAt since when its content has been in use; a file saved later than that has a fingerprint nothing equals
 * @throws if it cannot be read
 */
export function fingerprint(path: string, usedAt = Number.POSITIVE_INFINITY): Fingerprint {
  const { mtimeMs, size } = statSync(path)
  const hash = createHash('sha256').update(readFileSync(path)).digest('hex')
  return mtimeMs >= usedAt ? { path, mtimeMs: 0, size: -1, hash } : { path, mtimeMs, size, hash }
}

/**
 * Whether the file still has the content it had. Synchronous on purpose: a bundle has a thousand inputs, and as many
 * promises take ten times as long as the calls.
 */
export function isUnchanged(known: Fingerprint): boolean {
  return (
    isUntouched(known) ||
    (statSync(known.path, { throwIfNoEntry: false })?.size === known.size && sameContent(known))
  )
}

/** Whether the file has not even been written. */
export function isUntouched({ path, mtimeMs, size }: Fingerprint): boolean {
  const now = statSync(path, { throwIfNoEntry: false })
  return now?.mtimeMs === mtimeMs && now.size === size
}

function sameContent({ path, hash }: Fingerprint): boolean {
  return fingerprint(path).hash === hash
}

/** One hash for many files, whatever order they come in. */
export function hashAll(fingerprints: readonly Fingerprint[]): string {
  const hash = createHash('sha256')
  for (const { path, hash: content } of fingerprints.toSorted((a, b) => (a.path < b.path ? -1 : 1)))
    hash.update(`${path}\0${content}\0`)
  return hash.digest('hex')
}
