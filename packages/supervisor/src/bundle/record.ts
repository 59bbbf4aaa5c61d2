import { join } from 'node:path'
import { readJson, replaceJson } from '../state/atomic-file.js'
import type { Fingerprint } from './fingerprint.js'

/** To be raised when the same inputs would give another bundle. */
const VERSION = '6'

/** What is known of a bundle that was made. */
export interface BundleRecord {
  readonly entry: string
  /** Absolute paths of what it consists of. */
  readonly files: readonly string[]
  readonly inputs: readonly Fingerprint[]
}

/** The record in a bundle's folder; null if there is none, or none of a bundle as they are made now. */
export async function readRecord(folder: string): Promise<BundleRecord | null> {
  const record = await readJson<BundleRecord & { version: string }>(recordIn(folder))
  return record?.version === VERSION ? record : null
}

/** Puts a record into the bundle's folder, in place of the one before. */
export function writeRecord(folder: string, record: BundleRecord): Promise<void> {
  return replaceJson(recordIn(folder), { version: VERSION, ...record })
}

function recordIn(folder: string): string {
  return join(folder, 'inputs.json')
}
