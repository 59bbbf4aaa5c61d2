/** The session of a signed-in user, as a client keeps it. */
export interface KeptSession {
  accessToken: string
  refreshToken: string
  sessionId: string
  /** When the access token runs out, in milliseconds since 1970 by this machine's clock. */
  expiresAt: number
}

/** Where a session is kept: memory by default; a file, a browser's storage or an editor's secret store as you need. */
export interface SessionStore {
  /** The session kept, or null. Read before each call, so that several clients can share a session. */
  read(): KeptSession | null | Promise<KeptSession | null>
  /** Keeps a session; null forgets it. */
  write(session: KeptSession | null): void | Promise<void>
}

/** Keeps the session for as long as the process, or the page, lives. */
export function memorySession(): SessionStore {
  let kept: KeptSession | null = null
  return {
    read: () => kept,
    write: session => {
      kept = session
    },
  }
}
