import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type typescript from 'typescript'
import { type Renaming, renameTypeScript } from './rename.js'
import type { ServiceNames } from './service-name.js'

/** A file of the template, by its path there. */
export interface TemplateFile {
  path: string
  text: string
}

/** Where the template of services stands, relative to the workspace. */
export const SERVICE_TEMPLATE = 'templates/service'

const LEFT_BEHIND = new Set(['node_modules', 'generated', 'dist', '.turbo', 'coverage'])

/** Every file of the template, in a fixed order. */
export function templateFiles(root: string): TemplateFile[] {
  const folder = join(root, SERVICE_TEMPLATE)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter(path => !path.split('/').some(part => LEFT_BEHIND.has(part)))
    .toSorted()
    .map(path => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
}

/** A file of the new service: renamed, in its place, its imports pointing where the contract now is. */
export function instantiate(
  ts: typeof typescript,
  file: TemplateFile,
  { names, renaming }: { names: ServiceNames; renaming: Renaming },
): TemplateFile {
  const { service } = names
  const isCode = file.path.endsWith('.ts')
  const renamed = isCode ? renameTypeScript(ts, file.text, renaming) : renaming.text(file.text)
  if (file.path.startsWith('contract/')) {
    const path = `packages/contracts/src/${service}/${renaming.path(file.path.slice('contract/'.length))}`
    return {
      path,
      text: renamed.replaceAll(
        /'@azora\/contracts(?:\/([\w-]+))?'/g,
        (_, entry: string | undefined) => `'../${entry ?? 'index'}.js'`,
      ),
    }
  }
  const text = isCode
    ? renamed.replaceAll(/'(?:\.\.\/)+contract\/index\.js'/g, `'@azora/contracts/${service}'`)
    : renamed
  return {
    path: `services/${service}/${renaming.path(file.path)}`,
    text: basename(file.path) === 'README.md' ? pointToContract(text, service) : text,
  }
}

function pointToContract(readme: string, service: string): string {
  return readme.replace('`contract/`', `\`packages/contracts/src/${service}/\``)
}
