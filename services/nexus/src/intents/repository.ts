import type { Page, PageQuery } from '@azora/contracts'
import type { Intent, IntentState } from '@azora/contracts/nexus'
import { keyset } from '@azora/service-kit'
import * as z from 'zod'
import type { Prisma, PrismaClient, Intent as Row } from '../generated/prisma/client.js'
import type { Command } from './plan.js'
import { RUNNING_MS, TRANSITIONS } from './state.js'

/** What somebody has asked for as it is kept: without what was answered, which is not. */
export interface Asked
  extends Pick<Intent, 'id' | 'text' | 'state' | 'reason' | 'confidence' | 'understoodBy'> {
  userId: string
  command: Command | null
  faults: Intent['faults']
  suggestions: Intent['suggestions']
  problem: Intent['problem']
  requestId: string | null
  transactionId: string | null
  createdAt: Date
  expiresAt: Date | null
  endedAt: Date | null
}

/** How a command ended. */
export type Outcome = Pick<Asked, 'state' | 'problem' | 'requestId' | 'transactionId'>

/** Whose it is, and when something is done with it. */
export interface Own {
  id: string
  userId: string
  now: Date
}

const newestFirst = keyset('own intents', z.object({ id: z.uuid() }))

/** Storage of what people have asked for. Every change is conditional: of all who try at the same moment one succeeds. */
export class IntentRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  async add({ command, faults, problem, ...asked }: Asked): Promise<void> {
    const data = { ...asked, command: asJson(command), faults: asJson(faults), problem: asJson(problem) }
    await this.#client.intent.create({ data })
  }

  /** Null also if it is somebody else's. */
  async find({ id, userId }: Pick<Own, 'id' | 'userId'>): Promise<Asked | null> {
    const row = await this.#client.intent.findUnique({ where: { id, userId } })
    return row && askedOf(row)
  }

  async of(userId: string, { limit, cursor }: PageQuery): Promise<Page<Asked>> {
    const before = newestFirst.read(cursor)
    const rows = await this.#client.intent.findMany({
      where: { userId, ...(before && { id: { lt: before.id } }) },
      orderBy: { id: 'desc' },
      take: limit + 1,
    })
    const page = newestFirst.page(rows, limit, ({ id }) => ({ id }))
    return { ...page, items: page.items.map(askedOf) }
  }

  /** Takes what waits to be confirmed, or what somebody has taken who must have died since. */
  async take({ id, userId, now }: Own): Promise<boolean> {
    const isWaiting = { state: { in: [...TRANSITIONS.confirm.from] }, expiresAt: { gt: now } }
    const isLeft = { state: TRANSITIONS.confirm.to, takenAt: { lt: new Date(now.getTime() - RUNNING_MS) } }
    const { count } = await this.#client.intent.updateMany({
      where: { id, userId, OR: [isWaiting, isLeft] },
      data: { state: TRANSITIONS.confirm.to, takenAt: now },
    })
    return count === 1
  }

  /** Ends what waits to be confirmed. */
  async leave({ id, userId, now }: Own, by: 'cancel' | 'refuse', reason: string): Promise<boolean> {
    const { from, to } = TRANSITIONS[by]
    const { count } = await this.#client.intent.updateMany({
      where: { id, userId, state: { in: [...from] }, expiresAt: { gt: now } },
      data: { state: to, reason, endedAt: now },
    })
    return count === 1
  }

  /** Notes how it ended. */
  async end({ id, userId, now }: Own, { problem, ...outcome }: Outcome): Promise<void> {
    await this.#client.intent.updateMany({
      where: { id, userId, state: TRANSITIONS.confirm.to },
      data: { ...outcome, problem: asJson(problem), endedAt: now },
    })
  }

  /** Forgets what was asked for before a time. */
  async forget(before: Date): Promise<void> {
    await this.#client.intent.deleteMany({ where: { createdAt: { lt: before } } })
  }
}

function askedOf(stored: Row): Asked {
  const { takenAt: _, state, understoodBy, command, faults, problem, ...row } = stored
  // Written by `add` and `end` alone, and checked by constraints.
  return {
    ...row,
    state: state as IntentState,
    understoodBy: understoodBy as Asked['understoodBy'],
    command: command as unknown as Command | null,
    faults: faults as unknown as Asked['faults'],
    problem: problem as unknown as Asked['problem'],
  }
}

/** Plain JSON, which the types of what is kept do not say; a null is that of the database. */
function asJson(value: object | null): Prisma.InputJsonValue | undefined {
  return value ?? undefined
}
