import type { Page, PageQuery } from '@azora/contracts'
import { FrameworkCode, Level, UnknownLevel } from '@azora/contracts/education'
import { keyset } from '@azora/service-kit'
import * as z from 'zod'
import type { PrismaClient } from '../generated/prisma/client.js'

interface LevelQuery extends PageQuery {
  framework?: string | undefined
}

const byFramework = keyset('levels', z.object({ framework: FrameworkCode, ordinal: z.int32() }))

/** Storage of the levels courses are classed by. */
export class LevelRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  /** The levels of one framework or of all, each from the lowest. */
  async list({ limit, cursor, framework }: LevelQuery): Promise<Page<Level>> {
    const after = byFramework.read(cursor)
    const rows = await this.#client.level.findMany({
      where: {
        ...(framework && { framework }),
        ...(after && {
          OR: [
            { framework: { gt: after.framework } },
            { framework: after.framework, ordinal: { gt: after.ordinal } },
          ],
        }),
      },
      orderBy: [{ framework: 'asc' }, { ordinal: 'asc' }],
      take: limit + 1,
    })
    const page = byFramework.page(rows, limit, ({ framework, ordinal }) => ({ framework, ordinal }))
    return { ...page, items: page.items.map(row => Level.parse(row)) }
  }

  /** Levels are never removed, so one that is known stays known. @throws UnknownLevel */
  async mustKnow(id: string): Promise<void> {
    const level = await this.#client.level.findUnique({ where: { id }, select: { id: true } })
    if (!level) throw new UnknownLevel(`There is no level ${id}.`)
  }

  /** Stores levels, each as it is given, whatever stood there before. */
  async put(levels: readonly Level[]): Promise<void> {
    for (const { id, ...level } of levels) {
      await this.#client.level.upsert({ where: { id }, create: { id, ...level }, update: level })
    }
  }
}
