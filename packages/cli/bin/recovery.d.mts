/** How one file was before a change. */
export interface JournalEntry {
  path: string
  before: { base64: string; mode: number; mtimeMs: number } | { linkTo: string } | null
}

/** What a change that touches several files writes down first. */
export interface Journal {
  pid: number
  entries: readonly JournalEntry[]
}

export function journalPath(root: string): string
export function recover(root: string): string[]
export function undo(root: string, journal: Journal): void
export function dropEmptyFolders(root: string, folder: string): void
