import { newId } from '@azora/service-kit'
import type { Prisma, PrismaClient, Session } from '../generated/prisma/client.js'
import type { Vault } from '../secrets/vault.js'
import { newRefreshKey } from './refresh-token.js'
import type { RevocationReason, SessionLimits } from './session.js'

/** Who signs in, by which device, from where. */
export interface NewSession {
  userId: string
  deviceId: string
  address: string
  userAgent: string | null
  amr: string[]
}

/** Sessions to end: all of a user's, or one of them, or all but one. */
export interface EndedSessions {
  userId: string
  only?: string
  except?: string
}

/** A stored session with its key laid open. */
export interface OpenSession {
  session: Session
  refreshKey: Buffer
}

/** Where sessions are stored. What is revoked here is published to every verifier by the same transaction. */
export class SessionRepository {
  readonly #client: PrismaClient
  readonly #vault: Vault
  readonly #limits: SessionLimits
  readonly #tokenLifeMs: number

  constructor(client: PrismaClient, { vault, limits, tokenLifeMs }: SessionStorage) {
    this.#client = client
    this.#vault = vault
    this.#limits = limits
    this.#tokenLifeMs = tokenLifeMs
  }

  async start(session: NewSession, now: Date): Promise<OpenSession> {
    const id = newId()
    const refreshKey = newRefreshKey()
    const row = await this.#client.session.create({
      data: {
        ...session,
        id,
        refreshKeyEnc: this.#vault.seal(refreshKey, `session:${id}`),
        createdAt: now,
        authenticatedAt: now,
        refreshedAt: now,
        notAfter: new Date(now.getTime() + this.#limits.absoluteMs),
      },
    })
    return { session: row, refreshKey }
  }

  /** Holds the session until the transaction ends, so that its refreshes come one after the other. */
  async lock(id: string): Promise<OpenSession | null> {
    await this.#client.$executeRaw`select from session where id = ${id}::uuid for update`
    const session = await this.#client.session.findUnique({ where: { id } })
    return session && { session, refreshKey: this.#vault.open(session.refreshKeyEnc, `session:${id}`) }
  }

  async advance(id: string, refreshCounter: number, now: Date): Promise<void> {
    await this.#client.session.update({ where: { id }, data: { refreshCounter, refreshedAt: now } })
  }

  /** A session that can still be refreshed; null for one that is over. */
  async findLive(userId: string, id: string, now: Date): Promise<Session | null> {
    return this.#client.session.findFirst({ where: { id, ...this.#live(userId, now) } })
  }

  async reauthenticated(id: string, now: Date): Promise<void> {
    await this.#client.session.update({ where: { id }, data: { authenticatedAt: now } })
  }

  /** Up to `limit` + 1 sessions that can still be refreshed, newest first. */
  async list(userId: string, page: { before: string | null; limit: number }, now: Date): Promise<Session[]> {
    return this.#client.session.findMany({
      where: { ...this.#live(userId, now), ...(page.before ? { id: { lt: page.before } } : {}) },
      orderBy: { id: 'desc' },
      take: page.limit + 1,
    })
  }

  /** Ends sessions and tells every verifier. Returns the ids of those that had not ended before. */
  async end({ userId, only, except }: EndedSessions, reason: RevocationReason, now: Date): Promise<string[]> {
    const which = { ...(only ? { id: only } : {}), ...(except ? { id: { not: except } } : {}) }
    return this.#revoke({ userId, ...which }, reason, now)
  }

  /** Ends the oldest sessions of a user beyond what one may have. Returns their ids. */
  async endSurplus(userId: string, now: Date): Promise<string[]> {
    const surplus = await this.#client.session.findMany({
      where: this.#live(userId, now),
      orderBy: { id: 'desc' },
      skip: this.#limits.perUser,
      select: { id: true },
    })
    if (surplus.length === 0) return []
    return this.#revoke({ id: { in: surplus.map(({ id }) => id) } }, 'too-many', now)
  }

  async #revoke(where: Prisma.SessionWhereInput, reason: RevocationReason, now: Date): Promise<string[]> {
    const ended = await this.#client.session.updateManyAndReturn({
      where: { ...where, revokedAt: null },
      data: { revokedAt: now, revokedReason: reason },
      select: { id: true },
    })
    const notAfter = new Date(now.getTime() + this.#tokenLifeMs)
    await this.#client.revocation.createMany({
      data: ended.map(({ id }) => ({ sessionId: id, revokedAt: now, notAfter })),
    })
    return ended.map(({ id }) => id)
  }

  #live(userId: string, now: Date): Prisma.SessionWhereInput {
    const idleSince = new Date(now.getTime() - this.#limits.idleMs)
    return { userId, revokedAt: null, notAfter: { gt: now }, refreshedAt: { gt: idleSince } }
  }
}

/** What storing sessions takes. */
export interface SessionStorage {
  vault: Vault
  limits: SessionLimits
  /** How long an access token can outlive its session's revocation. */
  tokenLifeMs: number
}
