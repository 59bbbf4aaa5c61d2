import type { Look } from '../look.js'

/** A file and what happens to it. */
interface FileChange {
  path: string
  change: 'create' | 'change' | 'remove'
}

const SIGNS = { create: '+', change: '~', remove: '-' } as const
const COLORS = { create: 'good', change: 'warn', remove: 'bad' } as const

/** Files and what happens to each, and what to type next. */
export function changesText(
  files: readonly FileChange[],
  look: Look,
  { title, next }: { title: string; next: readonly string[] },
): string {
  const lines = files.map(({ path, change }) => `  ${look[COLORS[change]](SIGNS[change])} ${path}`)
  const commands = next.map(command => `  ${look.accent(command)}`)
  return [
    look.bold(title),
    ...lines,
    ...(commands.length > 0 ? ['', look.dim('Next:'), ...commands] : []),
  ].join('\n')
}
