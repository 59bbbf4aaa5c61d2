// Starts the command line: the published bundle where there is one, else the sources of this workspace, bundled on
// first use and again when one of them has changed.
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const packageFolder = fileURLToPath(new URL('..', import.meta.url))

export async function launch() {
  module.enableCompileCache?.()
  const entry = await entryFile()
  if (entry) await import(pathToFileURL(entry).href)
}

async function entryFile() {
  if (!existsSync(`${packageFolder}src/main.ts`)) return `${packageFolder}dist/main.mjs`
  await undoWhatWasCutShort(fileURLToPath(new URL('../../..', import.meta.url)))
  const { currentBundle } = await import('./bundle.mjs')
  return currentBundle(packageFolder)
}

// Before anything is bundled: half-written sources would not build.
async function undoWhatWasCutShort(root) {
  if (!existsSync(`${root}.azora/scaffold.journal.json`)) return
  const { recover } = await import('./recovery.mjs')
  const paths = recover(root)
  if (paths.length > 0)
    process.stderr.write(`azora undid a change that was cut short: ${paths.length} files are as they were.\n`)
}
