import { isProblem } from '@azora/contracts/problem'
import type { Tokens } from '../generated/auth.js'
import type { Time } from '../runtime/time.js'
import type { TokenSource } from '../runtime/tokens.js'
import type { KeptSession, SessionStore } from './session-store.js'

/** What renewing a session needs. */
export interface Renewal {
  store: SessionStore
  time: Pick<Time, 'now'>
  refresh: (refreshToken: string) => Promise<Tokens>
}

const RENEW_BEFORE_MS = 10_000

/** The part of newly received tokens that is kept; its expiry by the clock of this machine, which may be off. */
export function keptSession(tokens: Tokens, now: number): KeptSession {
  const { accessToken, refreshToken, sessionId, expiresInSeconds } = tokens
  return { accessToken, refreshToken, sessionId, expiresAt: now + expiresInSeconds * 1_000 }
}

/**
 * Access tokens from a kept session, renewed shortly before they run out or when one was refused. Any number of calls
 * share one renewal. A session that cannot be renewed is forgotten, and the call that found out fails with the reason.
 */
export function sessionTokens({ store, time, refresh }: Renewal): TokenSource {
  const isFresh = (session: KeptSession) => time.now() < session.expiresAt - RENEW_BEFORE_MS

  const renewed = shared(async () => {
    const session = await store.read()
    if (!session) return undefined
    try {
      const next = keptSession(await refresh(session.refreshToken), time.now())
      await store.write(next)
      return next.accessToken
    } catch (error) {
      if (isProblem(error) && (error.status === 401 || error.status === 403)) await store.write(null)
      throw error
    }
  })

  return async refused => {
    const session = await store.read()
    if (!session) return undefined
    return session.accessToken !== refused && isFresh(session) ? session.accessToken : renewed()
  }
}

/** Runs work once for all who ask while it runs; whoever asks later starts it anew. */
function shared<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined
  return () => {
    running ??= work().finally(() => {
      running = undefined
    })
    return running
  }
}
