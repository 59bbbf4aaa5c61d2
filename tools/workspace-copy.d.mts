export function copyWorkspace(options?: { forAnyUser?: boolean }): string
export function gitIn(root: string, ...args: string[]): string
export function removeWorkspace(root: string, database: string): void
