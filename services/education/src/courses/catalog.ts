import type { Page, PageQuery } from '@azora/contracts'
import type { Course } from '@azora/contracts/education'
import { keyset } from '@azora/service-kit'
import * as z from 'zod'
import { Prisma, type PrismaClient } from '../generated/prisma/client.js'
import { courseOf, include } from './repository.js'

/** What the catalog is searched by; all of it together. */
export interface CatalogQuery extends PageQuery {
  q?: string | undefined
  framework?: string | undefined
  level?: string | undefined
  language?: string | undefined
  ownerId?: string | undefined
}

interface Hit {
  id: string
  /** What the hits are sorted by, highest first: relevance in millionths, or the time of publication. */
  sort: number
}

const best = keyset('catalog', z.object({ sort: z.number(), id: z.uuid() }))

/** The search over published courses. */
export class Catalog {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  /** One page of the courses that match, the most relevant first; without words, the most recently published. */
  async search(query: CatalogQuery): Promise<Page<Course>> {
    const hits = await this.#client.$queryRaw<Hit[]>(sqlOf(query))
    const page = best.page(hits, query.limit, hit => hit)
    const ids = page.items.map(({ id }) => id)
    const rows = await this.#client.course.findMany({ where: { id: { in: ids } }, include })
    const courses = new Map(rows.map(row => [row.id, courseOf(row)]))
    return { ...page, items: ids.flatMap(id => courses.get(id) ?? []) }
  }
}

function sqlOf({ limit, cursor, ...query }: CatalogQuery): Prisma.Sql {
  const after = best.read(cursor)
  return Prisma.sql`
    select id, sort from (
      select course.id, ${sortOf(query)}::float8 as sort
      from course join level on level.id = course.level_id
      where ${Prisma.join(conditions(query), ' and ')}
    ) as hit
    ${after ? Prisma.sql`where (sort, id) < (${after.sort}::float8, ${after.id}::uuid)` : Prisma.empty}
    order by sort desc, id desc
    limit ${limit + 1}`
}

function sortOf({ q }: Pick<CatalogQuery, 'q'>): Prisma.Sql {
  if (q === undefined) return Prisma.sql`extract(epoch from course.published_at) * 1000`
  return Prisma.sql`floor(ts_rank_cd(course.search, ${wanted(q)}) * 1000000)`
}

function conditions({
  q,
  framework,
  level,
  language,
  ownerId,
}: Omit<CatalogQuery, keyof PageQuery>): Prisma.Sql[] {
  return [
    Prisma.sql`course.status = 'published'`,
    ...(q === undefined ? [] : [Prisma.sql`course.search @@ ${wanted(q)}`]),
    ...(framework === undefined ? [] : [Prisma.sql`level.framework = ${framework}`]),
    ...(level === undefined ? [] : [Prisma.sql`course.level_id = ${level}`]),
    ...(language === undefined ? [] : [Prisma.sql`course.language = ${language}`]),
    ...(ownerId === undefined ? [] : [Prisma.sql`course.owner_id = ${ownerId}::uuid`]),
  ]
}

// As the column is indexed: English stems, or the words as they stand. This syntax of queries has no errors.
function wanted(q: string): Prisma.Sql {
  return Prisma.sql`(websearch_to_tsquery('english', ${q}) || websearch_to_tsquery('simple', ${q}))`
}
