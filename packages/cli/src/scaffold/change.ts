import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file to be written, or a link to be made; `null` removes what is there. Paths are relative to the workspace. */
export interface Change {
  path: string
  content: { text: string } | { linkTo: string } | null
}

/** Keeps the changes that change something. */
export function effective(root: string, changes: readonly Change[]): Change[] {
  return changes.filter(({ path, content }) => {
    const file = join(root, path)
    if (content === null || 'linkTo' in content) return existsSync(file) !== (content !== null)
    return !existsSync(file) || readFileSync(file, 'utf8') !== content.text
  })
}

/** What a change does to the tree, for people. */
export function verbOf(root: string, { path, content }: Change): 'create' | 'change' | 'remove' {
  if (content === null) return 'remove'
  return existsSync(join(root, path)) ? 'change' : 'create'
}
