/** Brings the Prisma clients of the given service folders up to date; returns the folders whose client was written. */
export function generatePrismaClients(folders?: readonly string[]): Promise<string[]>
/** The members of the workspace that have a Prisma schema. */
export function workspaceFolders(root?: string): string[]
