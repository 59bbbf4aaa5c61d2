import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { UserError } from './exit.js'

/** The root of the workspace a folder lies in. @throws {UserError} `no-workspace` */
export function workspaceRoot(folder: string): string {
  for (let here = resolve(folder); ; here = dirname(here)) {
    if (isWorkspace(here)) return here
    if (here === dirname(here))
      throw new UserError('no-workspace', `${resolve(folder)} lies in no Azora workspace`)
  }
}

function isWorkspace(folder: string) {
  const manifest = join(folder, 'package.json')
  return existsSync(join(folder, 'services')) && existsSync(manifest) && hasWorkspaces(manifest)
}

function hasWorkspaces(manifest: string) {
  const content: unknown = JSON.parse(readFileSync(manifest, 'utf8'))
  return typeof content === 'object' && content !== null && 'workspaces' in content
}
