/**
 * @typedef {Record<string, LockedPackage>} Locked packages by their path
 * @typedef {{ version?: string, resolved?: string, integrity?: string, license?: string, link?: boolean, inBundle?: boolean,
 *   optional?: boolean, hasInstallScript?: boolean, dependencies?: Record<string, string>,
 *   devDependencies?: Record<string, string>, optionalDependencies?: Record<string, string> }} LockedPackage
 */

/** The name of the package at a path. */
export const nameOf = path => path.replace(/^.*node_modules\//, '')

/** The members of the workspace. @param {Locked} packages */
export function membersOf(packages) {
  return Object.keys(packages).filter(path => !path.includes('node_modules'))
}

/** Everything that is delivered with some members: what they need at run time, and what that needs. @param {Locked} packages */
export function productionTree(packages, members) {
  const found = new Set()
  const waiting = [...members]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue
    found.add(path)
    const { link, resolved, dependencies, optionalDependencies } = packages[path]
    if (link) waiting.push(resolved)
    const names = Object.keys({ ...dependencies, ...optionalDependencies })
    waiting.push(...names.map(name => placeOf(packages, path, name)).filter(Boolean))
  }
  return [...found].filter(path => path.includes('node_modules/') && !packages[path].link)
}

/** Where a package finds another: in its own folder, or in one above, as Node looks. */
function placeOf(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf('/'), 0))) {
    const place = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`
    if (packages[place]) return place
    if (at === '') return undefined
  }
}
