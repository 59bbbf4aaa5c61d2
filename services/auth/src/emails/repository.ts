import type { PrismaClient } from '../generated/prisma/client.js'
import { hashOf, lifeMs, newOneTimeToken, type Purpose } from './one-time-token.js'

/** Where the hashes of mailed tokens are stored. */
export class OneTimeTokenRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  /** Makes a token for a user. Those made before stay good: mails cross. */
  async issue(userId: string, purpose: Purpose, now: Date): Promise<string> {
    const token = newOneTimeToken()
    const expiresAt = new Date(now.getTime() + lifeMs[purpose])
    await this.#client.oneTimeToken.create({
      data: { hash: hashOf(token), userId, purpose, createdAt: now, expiresAt },
    })
    return token
  }

  /** Whose token it is; null if it is not good for this. Uses nothing up. */
  async ownerOf(token: string, purpose: Purpose, now: Date): Promise<string | null> {
    const row = await this.#client.oneTimeToken.findFirst({
      where: { hash: hashOf(token), purpose, usedAt: null, expiresAt: { gt: now } },
      select: { userId: true },
    })
    return row?.userId ?? null
  }

  /** Uses the token up, and all others of its owner for the same purpose. Of many callers at once, one gets its owner. */
  async use(token: string, purpose: Purpose, now: Date): Promise<string | null> {
    const [used] = await this.#client.oneTimeToken.updateManyAndReturn({
      where: { hash: hashOf(token), purpose, usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
      select: { userId: true },
    })
    if (!used) return null
    await this.#client.oneTimeToken.updateMany({
      where: { userId: used.userId, purpose, usedAt: null },
      data: { usedAt: now },
    })
    return used.userId
  }
}
