// Undoes a change to the workspace that was cut short, before anything is built from half-written files.
//
// Whoever changes several files at once first writes down how each of them was: `.azora/scaffold.journal.json`. The file
// is removed when all is done, so where it exists and its writer lives no more, the change did not finish.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** Where the journal of a workspace lies. */
export function journalPath(root) {
  return join(root, '.azora/scaffold.journal.json')
}

/** Restores the tree if a change was cut short; returns the paths that were put back. */
export function recover(root) {
  const path = journalPath(root)
  if (!existsSync(path)) return []
  const journal = readJournal(path)
  if (!journal || isAlive(journal.pid)) return []
  undo(root, journal)
  return journal.entries.map(entry => entry.path)
}

/** Puts everything back as the journal says it was, and removes the journal. */
export function undo(root, journal) {
  for (const entry of journal.entries.toReversed()) restore(root, entry)
  rmSync(journalPath(root), { force: true })
}

// A journal appears by renaming, whole or not at all: one that cannot be read was not written by us.
function readJournal(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    process.stderr.write(`azora cannot read ${path}: remove it once you have looked at \`git status\`.\n`)
    return undefined
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return pid !== process.pid
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function restore(root, { path, before }) {
  const file = join(root, path)
  if (before === null) {
    rmSync(file, { force: true, recursive: isFolder(file) })
    dropEmptyFolders(root, dirname(path))
    return
  }
  mkdirSync(dirname(file), { recursive: true })
  rmSync(file, { force: true })
  if (before.linkTo !== undefined) symlinkSync(before.linkTo, file)
  else restoreFile(file, before)
}

// With its time: to whoever looks for changed sources, nothing has happened.
function restoreFile(file, { base64, mode, mtimeMs }) {
  writeFileSync(file, Buffer.from(base64, 'base64'), { mode })
  utimesSync(file, new Date(), new Date(mtimeMs))
}

function isFolder(file) {
  return lstatSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false
}

export function dropEmptyFolders(root, folder) {
  for (let at = folder; at !== '.' && at !== ''; at = dirname(at)) {
    const here = join(root, at)
    if (existsSync(here) && readdirSync(here).length > 0) return
    if (existsSync(here)) rmdirSync(here)
  }
}
