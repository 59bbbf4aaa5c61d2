import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isCode } from './source-tree.mjs'

const MEMBER = /^(?:packages|services|templates)\/[\w-]+\//
/** What a template keeps here becomes an entry of the contracts package when it is copied. */
const TEMPLATE_CONTRACT = /^templates\/[\w-]+\/contract\/index\.ts$/
const RE_EXPORT = /^export\s+(?:type\s+)?(?:\*|\{[^}]*\})[^'"]*from\s/m

/** Re-exports stand at a package's entries alone: elsewhere they hide where a name comes from and close import cycles. */
export function innerBarrels({ root, files }) {
  const entries = new Map()
  return files
    .filter(file => isCode(file) && /(^|\/)index\.tsx?$/.test(file.path) && RE_EXPORT.test(file.text))
    .filter(({ path }) => {
      if (TEMPLATE_CONTRACT.test(path)) return false
      const member = MEMBER.exec(path)?.[0]
      if (!member) return false
      if (!entries.has(member)) entries.set(member, entriesOf(join(root, member)))
      return !entries.get(member).some(entry => entry.test(path.slice(member.length)))
    })
    .map(({ path }) => ({
      file: path,
      line: 1,
      message:
        'an inner barrel: import from the file itself, and re-export only at an entry named in package.json.',
    }))
}

/** The sources a package offers in `exports`, a `*` standing for one folder or file. */
function entriesOf(folder) {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return []
  const { exports = {} } = JSON.parse(readFileSync(file, 'utf8'))
  return Object.values(exports)
    .map(entry => (typeof entry === 'string' ? entry : entry['@azora/source']))
    .filter(source => typeof source === 'string')
    .map(source => new RegExp(`^${source.slice(2).replaceAll('.', '\\.').replaceAll('*', '[\\w-]+')}$`))
}
