import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOREIGN = /\.test(-d)?\.\w+$|(^|\/)(node_modules|test|reports|fixtures)\/|\.snapshot\.json$|(^|\/)\.env/

/**
 * What is wrong with the list of files npm would pack; undefined if nothing is.
 *
 * @param {string} folder
 * @param {{ files: { path: string }[] }} tarball
 */
export function packedFaults(folder, { files }) {
  const paths = files.map(({ path }) => path)
  const missing = targetsOf(folder).filter(path => !path.includes('*') && !paths.includes(path))
  const faults = [
    ...missing.map(path => `${path} is exported but not packed`),
    ...paths.filter(path => FOREIGN.test(path)).map(path => `${path} is packed but nobody needs it`),
  ]
  return faults.length > 0 ? faults.join('\n') : undefined
}

/** The files that `exports` leads to. */
function targetsOf(folder) {
  const { exports = {} } = manifestOf(folder)
  return Object.values(exports)
    .flatMap(entry => (typeof entry === 'string' ? [entry] : Object.values(entry)))
    .map(path => path.replace('./', ''))
}

/** Flags for attw: it skips patterns, so what they stand for is named one by one. */
export function entryPoints(folder) {
  const { exports = {} } = manifestOf(folder)
  const patterns = Object.entries(exports).filter(([name]) => name.includes('*'))
  const found = patterns.flatMap(([name, { import: target }]) =>
    matches(folder, target).map(part => name.slice(2).replace('*', part)),
  )
  const excluded = Object.entries(exports).filter(([name, entry]) => name.includes('*') || !isModule(entry))
  return [
    ...(found.length > 0 ? ['--include-entrypoints', ...found] : []),
    ...(excluded.length > 0 ? ['--exclude-entrypoints', ...excluded.map(([name]) => name.slice(2))] : []),
  ]
}

/** A module that both module systems can load; data, and what is only ever run, attw cannot judge. */
const isModule = entry => typeof entry === 'object' && 'require' in entry

/** What a `*` stands for: one name of a file or folder. */
function matches(folder, target) {
  const [before, after] = target.split('*')
  const parent = join(folder, before)
  if (!existsSync(parent)) return []
  return readdirSync(parent)
    .map(name => (after.startsWith('/') ? name : name.slice(0, -after.length)))
    .filter(name => name && existsSync(join(folder, `${before}${name}${after}`)))
}

const manifestOf = folder => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
