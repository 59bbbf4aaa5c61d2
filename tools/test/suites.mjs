import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * One task of one package, and where its runner reports.
 *
 * @typedef {{ name: string, task: string, file: string }} Suite
 */

/**
 * The suites a run consists of: every workspace, and the root, that has a script of that name.
 *
 * @param {string} root
 * @param {string[]} tasks
 * @param {string[]} flags turbo's; `--filter` by package name narrows the list as turbo narrows the run
 * @returns {Suite[]}
 */
export function suitesOf(root, tasks, flags = []) {
  const filters = flags.flatMap(flag =>
    flag.startsWith('--filter=') ? [flag.slice('--filter='.length)] : [],
  )
  return foldersOf(root)
    .flatMap(folder => suitesIn(folder, tasks))
    .filter(({ name }) => filters.length === 0 || filters.includes(name))
}

/** @returns {Suite[]} */
function suitesIn(folder, tasks) {
  const { name, scripts = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return tasks
    .filter(task => scripts[task] && !/tools\/test\.mjs/.test(scripts[task]))
    .map(task => ({ name, task, file: join(folder, 'reports', `${task.replaceAll(':', '-')}.json`) }))
}

/** The root and the folders of its workspaces. */
function foldersOf(root) {
  const { workspaces = [] } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const members = workspaces.flatMap(pattern => {
    if (!pattern.endsWith('/*')) return [join(root, pattern)]
    const parent = join(root, pattern.slice(0, -2))
    return existsSync(parent) ? readdirSync(parent).map(name => join(parent, name)) : []
  })
  return [root, ...members].filter(folder => existsSync(join(folder, 'package.json')))
}

/** A report left over from an earlier run must not pass for this one. @param {Suite[]} suites */
export function clearReports(suites) {
  for (const { file } of suites) rmSync(file, { force: true })
}

/** What the runner wrote, undefined if it wrote nothing that reads. @param {Suite} suite */
export function readReport({ file }) {
  if (!existsSync(file)) return undefined
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
