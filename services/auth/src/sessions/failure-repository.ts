import type { PrismaClient } from '../generated/prisma/client.js'
import type { FailureCount, Origin } from './lockout.js'

/** The failed attempts on one account, by origin. */
export type FailureCounts = ReadonlyMap<Origin, FailureCount>

/** Where failed attempts are counted: by a keyed hash of the address, so that unknown addresses count alike and none is stored. */
export class FailureRepository {
  readonly #client: PrismaClient
  readonly #subjectOf: (email: string) => Uint8Array<ArrayBuffer>

  constructor(client: PrismaClient, mac: (message: string) => Buffer) {
    this.#client = client
    this.#subjectOf = email => Uint8Array.from(mac(email))
  }

  async find(email: string, origins: readonly Origin[]): Promise<FailureCounts> {
    const rows = await this.#client.loginFailure.findMany({
      where: { subject: this.#subjectOf(email), origin: { in: [...origins] } },
    })
    return new Map(rows.map(({ origin, ...count }) => [origin as Origin, count]))
  }

  /** Begins counts for these origins where there are none. */
  async begin(email: string, origins: readonly Origin[], now: Date): Promise<void> {
    const subject = this.#subjectOf(email)
    // In one order everywhere, or two attempts could wait for each other.
    await this.#client.loginFailure.createMany({
      data: origins.toSorted().map(origin => ({ subject, origin, lastFailureAt: now })),
      skipDuplicates: true,
    })
  }

  /** As `find`, holding the counts until the transaction ends. */
  async lock(email: string, origins: readonly Origin[]): Promise<FailureCounts> {
    await this.#client.$executeRaw`
      select from login_failure where subject = ${this.#subjectOf(email)} and origin = any(${[...origins]})
      order by origin for update`
    return this.find(email, origins)
  }

  async save(email: string, origin: Origin, count: FailureCount): Promise<void> {
    const { failures, lastFailureAt, lockedUntil } = count
    await this.#client.loginFailure.updateMany({
      where: { subject: this.#subjectOf(email), origin },
      data: { failures, lastFailureAt, lockedUntil },
    })
  }

  /** Forgets the failures from these origins; without any, from everywhere. */
  async forget(email: string, origins?: readonly Origin[]): Promise<void> {
    await this.#client.loginFailure.deleteMany({
      where: { subject: this.#subjectOf(email), ...(origins ? { origin: { in: [...origins] } } : {}) },
    })
  }
}
