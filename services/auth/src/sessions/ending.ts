import { type auth, SessionRevokedEvent } from '@azora/contracts/auth'
import type { Clock, Database, Publish } from '@azora/service-kit'
import type { PrismaClient } from '../generated/prisma/client.js'
import type { RevocationFeed } from '../revocations/feed.js'
import type { EndedSessions, SessionRepository } from './repository.js'
import type { RevocationReason } from './session.js'

/** What ending sessions needs. */
interface Parts {
  db: Database<PrismaClient>
  sessions: SessionRepository
  revocations: RevocationFeed
  publish: Publish<typeof auth>
  clock: Clock
}

/** Ends sessions, publishes that, and has this process refuse their tokens as soon as it is committed. */
export const endingSessions =
  ({ db, sessions, revocations, publish, clock }: Parts) =>
  async (which: EndedSessions, reason: RevocationReason): Promise<string[]> => {
    const now = clock.now()
    const ended = await sessions.end(which, reason, now)
    await publishRevoked(publish, ended, { userId: which.userId, reason, revokedAt: now.toISOString() })
    if (ended.length > 0) db.afterCommit(() => revocations.load())
    return ended
  }

/** Tells of each session that was ended before its time. */
export async function publishRevoked(
  publish: Publish<typeof auth>,
  sessionIds: readonly string[],
  told: { userId: string; reason: RevocationReason; revokedAt: string },
): Promise<void> {
  for (const sessionId of sessionIds) await publish(SessionRevokedEvent, { ...told, sessionId })
}
