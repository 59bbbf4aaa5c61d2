import type { Clock, Kit, Resource } from '@azora/service-kit'
import type { PrismaClient } from './generated/prisma/client.js'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** How long what is over can still be looked at. */
const KEPT_DAYS = 30

/** Deletes, every hour, what is over and can matter to nobody. Audit rows and signing keys stay. */
export class Pruning implements Resource {
  readonly required = false
  readonly #client: PrismaClient
  readonly #clock: Clock
  #timer: NodeJS.Timeout | undefined
  #pruned: Promise<void> = Promise.resolve()

  constructor(client: PrismaClient, clock: Clock) {
    this.#client = client
    this.#clock = clock
  }

  start({ log }: Kit): void {
    const prune = () => {
      this.#pruned = this.prune().catch((error: unknown) =>
        log.warn('what is over could not be deleted', { error }),
      )
    }
    this.#timer = setInterval(prune, HOUR_MS)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#pruned
  }

  async prune(): Promise<void> {
    const now = this.#clock.now()
    const ago = (days: number) => new Date(now.getTime() - days * DAY_MS)
    const old = ago(KEPT_DAYS)
    await this.#client.revocation.deleteMany({ where: { notAfter: { lt: now } } })
    await this.#client.oneTimeToken.deleteMany({ where: { expiresAt: { lt: old } } })
    await this.#client.session.deleteMany({
      where: { OR: [{ notAfter: { lt: old } }, { revokedAt: { lt: old } }] },
    })
    await this.#client.loginFailure.deleteMany({ where: { lastFailureAt: { lt: ago(1) } } })
    await this.#client.mail.deleteMany({ where: { state: { not: 'queued' }, createdAt: { lt: old } } })
  }
}
