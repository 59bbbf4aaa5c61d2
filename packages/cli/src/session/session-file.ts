import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises'
import * as z from 'zod'
import { statePaths } from '../platform/state-paths.js'

const SessionFile = z.object({
  schemaVersion: z.literal(1),
  /** The gateway it was opened at: tokens are sent nowhere else. */
  url: z.string(),
  email: z.string(),
  accessToken: z.string(),
  expiresAt: z.string(),
  refreshToken: z.string(),
  deviceToken: z.string().optional(),
})
/** Who is signed in at this checkout. */
export type Session = Omit<z.infer<typeof SessionFile>, 'schemaVersion'>

/** The session of a checkout; null if there is none. */
export async function readSession(root: string): Promise<Session | null> {
  const text = await readFile(statePaths(root).session, 'utf8').catch(unlessAbsent)
  if (text === null) return null
  const parsed = SessionFile.safeParse(JSON.parse(text))
  return parsed.success ? parsed.data : null
}

/** Keeps a session, readable by its owner alone. */
export async function writeSession(root: string, session: Session): Promise<void> {
  const { session: file } = statePaths(root)
  const draft = `${file}.${process.pid}.tmp`
  await writeFile(draft, `${JSON.stringify({ schemaVersion: 1, ...session }, null, 2)}\n`, { mode: 0o600 })
  await chmod(draft, 0o600)
  await rename(draft, file)
}

/** Forgets the session. */
export async function dropSession(root: string): Promise<void> {
  await rm(statePaths(root).session, { force: true })
}

function unlessAbsent(error: NodeJS.ErrnoException) {
  if (error.code === 'ENOENT') return null
  throw error
}
