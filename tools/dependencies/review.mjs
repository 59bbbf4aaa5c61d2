import { platformOf } from '../lockfile/platforms.mjs'
import { membersOf, nameOf, productionTree } from './lockfile.mjs'

/**
 * Everything in a lockfile that the policy does not allow, a sentence each.
 *
 * @param {import('./lockfile.mjs').Locked} packages
 * @param {{ LICENSES: readonly string[], INSTALL_SCRIPTS: Record<string, string>, DIRECT: Record<string, string> }} policy
 * @param {(path: string) => string | undefined} licenseOf what an installed package says; undefined if it is not installed
 */
export function review(packages, policy, licenseOf) {
  return [
    ...sources(packages),
    ...scripts(packages, policy),
    ...direct(packages, policy),
    ...licenses(packages, policy, licenseOf),
  ]
}

/** Each package is one of the registry’s, and known by its content, not by where it lies. */
function sources(packages) {
  return Object.entries(packages)
    .filter(([path, { link }]) => path.includes('node_modules/') && !link)
    .flatMap(([path, { resolved = '', integrity, inBundle, optional }]) => {
      if (/^(git|http|file)|:\/\//.test(resolved)) return [`${path} comes from ${resolved}`]
      // npm notes no checksum of what it has never fetched: binaries for other platforms.
      const isUnknown = !integrity && !inBundle && !(optional && platformOf(path))
      return isUnknown ? [`${path} has no checksum`] : []
    })
}

function scripts(packages, { INSTALL_SCRIPTS }) {
  const names = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => nameOf(path))
  const unknown = names.filter(name => !isListed(name, INSTALL_SCRIPTS))
  return [
    ...unknown.map(name => `${name} runs a script when it is installed`),
    ...surplus(INSTALL_SCRIPTS, names).map(
      name => `${name} is listed for an install script that there is not`,
    ),
  ]
}

function direct(packages, { DIRECT }) {
  const asked = membersOf(packages).flatMap(member => {
    const { dependencies, devDependencies, optionalDependencies } = packages[member]
    const ranges = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    return ranges.map(([name, range]) => ({ member: member || 'the root', name, range }))
  })
  const foreign = asked.filter(({ name }) => !name.startsWith('@azora/'))
  return [
    ...foreign
      .filter(
        ({ range }) =>
          /^(git|http|file|github)|[/:]/.test(range.replace(/^npm:/, '')) && !range.startsWith('npm:'),
      )
      .map(({ member, name, range }) => `${member} takes ${name} from ${range}`),
    ...foreign
      .filter(({ name }) => !isListed(name, DIRECT))
      .map(
        ({ member, name }) =>
          `${member} asks for ${name}, and tools/dependencies/policy.mjs does not say why`,
      ),
    ...surplus(
      DIRECT,
      foreign.map(({ name }) => name),
    ).map(name => `${name} is listed, and no member asks for it`),
  ]
}

function licenses(packages, { LICENSES }, licenseOf) {
  const delivered = membersOf(packages).filter(path => /^(packages|services|templates)\//.test(path))
  return productionTree(packages, delivered).flatMap(path => {
    const license = licenseOf(path) ?? packages[path].license
    // Of other platforms' binaries the lockfile knows as much as npm has fetched; here they are the same package.
    if (license === undefined && platformOf(path)) return []
    return isAllowed(license ?? 'none', LICENSES)
      ? []
      : [`${nameOf(path)} is licensed by ${license ?? 'nothing'}`]
  })
}

/** One of the licenses that one may choose from (SPDX: `(MIT OR CC0-1.0)`), or all that hold together. */
function isAllowed(expression, allowed) {
  const choices = expression.replace(/^\((.*)\)$/, '$1').split(' OR ')
  return choices.some(choice => choice.split(' AND ').every(license => allowed.includes(license)))
}

const isListed = (name, list) => Object.keys(list).some(pattern => isOf(name, pattern))
const surplus = (list, names) => Object.keys(list).filter(pattern => !names.some(name => isOf(name, pattern)))
const isOf = (name, pattern) =>
  pattern.endsWith('/*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
