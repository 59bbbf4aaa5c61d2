import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The folders of a service's own sources, its own first. */
export function ownFolders(folder: string): string[] {
  const source = join(folder, 'src')
  if (!existsSync(source)) return [folder]
  return [folder, source, ...foldersBelow(source)]
}

/** But not what is generated: that comes and goes while services are built, and changes with what it is made from. */
function foldersBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name !== 'generated')
    .map(({ name }) => join(folder, name))
    .flatMap(path => [path, ...foldersBelow(path)])
}
