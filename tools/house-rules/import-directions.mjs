import { DIRECTIONS, MAY_TEST_WITH_SUPERVISOR, reachable } from './directions.mjs'
import { isCode } from './source-tree.mjs'

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\1/g
const OURS = /^@azora\/([\w-]+)/
const MEMBER = /^(packages|services|templates)\/([\w-]+)\//

/** Packages import only what the table allows, services nothing of each other, and nobody reaches into another's files. */
export function importDirections({ files }) {
  return files.filter(isCode).flatMap(file => {
    const member = memberOf(file.path)
    return member ? importsOf(file).flatMap(found => judge(file, member, found)) : []
  })
}

function judge(file, member, { specifier, line }) {
  const message = OURS.test(specifier)
    ? forbidden(file, member, specifier)
    : escaping(file, member, specifier)
  return message ? [{ file: file.path, line, message }] : []
}

/** @returns {{ specifier: string, line: number }[]} */
export function importsOf({ text }) {
  return [...text.matchAll(IMPORT)].map(match => ({
    specifier: match[2] ?? '',
    line: text.slice(0, match.index).split('\n').length,
  }))
}

function memberOf(path) {
  const [root, folder, name] = MEMBER.exec(path) ?? []
  if (!root) return undefined
  const row = folder === 'packages' || name in DIRECTIONS ? name : 'services'
  return { root, folder, name, allowed: reachable(row) }
}

function forbidden(file, { name, allowed }, specifier) {
  const target = OURS.exec(specifier)?.[1] ?? ''
  if (target === name || allowed.has(target) || mayTestWith(target, file)) return undefined
  return isService(target)
    ? `${name} may not import the service ${target}: call it through its contract (the SDK, or the kit's client) or listen to its events.`
    : `${name} may not import ${target}: the directions are in tools/house-rules/directions.mjs. Move what both need below both.`
}

const mayTestWith = (target, { isTest, path }) =>
  target === 'supervisor' && (isTest || MAY_TEST_WITH_SUPERVISOR.test(path))

/** Services that may import more than others have a line of their own in the table, made of the kit and something more. */
const isService = target => DIRECTIONS[target]?.includes('service-kit') ?? true

/** A relative import that leaves the package. Set-up files of tests may use the root's. */
function escaping({ path }, { root }, specifier) {
  if (!specifier.startsWith('.')) return undefined
  const target = new URL(specifier, `file:///${path}`).pathname.slice(1)
  const isRootTool = target.startsWith('tools/') || target.startsWith('vitest.config')
  if (target.startsWith(root) || isRootTool) return undefined
  return `${specifier} reaches into another package: import it by its name, as others would.`
}
