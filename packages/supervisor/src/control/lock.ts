import { randomBytes } from 'node:crypto'
import { link, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises'
import process from 'node:process'
import { hasCode } from '../error-code.js'
import { identityOf, isRunning, type ProcessIdentity } from '../process/identity.js'
import { ownJson } from '../state/own-json.js'

/** A burial is a matter of microseconds; one older than this was left by a crash. */
const BURIAL_MS = 10_000

interface Holder extends ProcessIdentity {
  /** Unlike a process number never used twice. */
  readonly id: string
}

/**
 * Takes a lock that its holder's death releases; false if somebody alive holds it. The file appears whole (by link), and
 * a dead holder's file is removed by exactly one taker: the one who makes the file named after that very holder.
 */
export async function takeLock(path: string): Promise<boolean> {
  const identity = await identityOf(process.pid)
  if (!identity) throw new Error('This process cannot find itself in the process table')
  const mine: Holder = { ...identity, id: randomBytes(8).toString('hex') }
  const draft = `${path}.${mine.id}`
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 })
  try {
    while (!(await linked(draft, path))) {
      const holder = await holderOf(path)
      if (holder && (await isRunning(holder))) return false
      if (holder) await bury(path, holder)
    }
    return true
  } finally {
    await unlink(draft)
  }
}

export async function releaseLock(path: string): Promise<void> {
  await rm(path, { force: true })
}

async function linked(from: string, to: string): Promise<boolean> {
  return link(from, to).then(
    () => true,
    error => {
      if (hasCode(error, 'EEXIST')) return false
      throw error
    },
  )
}

async function holderOf(path: string): Promise<Holder | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  return text === null ? null : ownJson<Holder>(text)
}

async function bury(path: string, { id }: Holder) {
  const grave = `${path}.buried-${id}`
  const isMine = await writeFile(grave, '', { flag: 'wx' }).then(
    () => true,
    () => false,
  )
  // The one who has the right to remove it looks again: it may have been removed, and taken anew, before.
  if (isMine && (await holderOf(path))?.id === id) await rm(path, { force: true })
  const since = (await stat(grave).catch(() => null))?.mtimeMs ?? Date.now()
  if (isMine || Date.now() - since > BURIAL_MS) await rm(grave, { force: true })
}
