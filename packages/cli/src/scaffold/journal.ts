import {
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { dropEmptyFolders, journalPath, undo } from '../../bin/recovery.mjs'
import { UserError } from '../exit.js'
import type { Change } from './change.js'

/**
 * Makes all changes, or none: what was there before is written down first, and put back if anything fails. If this
 * process dies half-way, the next `azora` command puts it back.
 */
export function applyAll(root: string, changes: readonly Change[]): void {
  const journal = {
    pid: process.pid,
    entries: changes.map(({ path }) => ({ path, before: before(join(root, path)) })),
  }
  open(root, journal)
  try {
    for (const change of changes) apply(root, change)
  } catch (error) {
    undo(root, journal)
    throw error
  }
  rmSync(journalPath(root))
}

/** Only one change at a time: the journal appears whole and under its name, or not because another has it. */
function open(root: string, journal: object): void {
  const path = journalPath(root)
  const draft = `${path}.${process.pid}`
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(draft, JSON.stringify(journal), { mode: 0o600 })
  try {
    linkSync(draft, path)
  } catch (cause) {
    throw new UserError('workspace-busy', 'Another command is changing this workspace', { cause })
  } finally {
    unlinkSync(draft)
  }
}

function before(file: string) {
  const stat = lstatSync(file, { throwIfNoEntry: false })
  if (!stat) return null
  if (stat.isSymbolicLink()) return { linkTo: readlinkSync(file) }
  return { base64: readFileSync(file).toString('base64'), mode: stat.mode, mtimeMs: stat.mtimeMs }
}

function apply(root: string, { path, content }: Change): void {
  const file = join(root, path)
  if (content === null) {
    rmSync(file, { force: true })
    dropEmptyFolders(root, dirname(path))
    return
  }
  mkdirSync(dirname(file), { recursive: true })
  if ('linkTo' in content) symlinkSync(content.linkTo, file, 'junction')
  else writeFileSync(file, content.text)
}
