import type { Page, PageQuery } from '@azora/contracts'
import type { Course } from '@azora/contracts/education'
import { type Keyset, keyset } from '@azora/service-kit'
import * as z from 'zod'
import { Prisma, type PrismaClient } from '../generated/prisma/client.js'
import { courseOf, withPrerequisites } from './repository.js'

const { sql } = Prisma

/** What the catalog is searched by; all of it together. */
export interface CatalogQuery extends PageQuery {
  q?: string | undefined
  framework?: string | undefined
  level?: string | undefined
  language?: string | undefined
  ownerId?: string | undefined
}

/** What hits are sorted by, highest first, and how their lists are walked. */
interface Order<Sort> {
  by: Prisma.Sql
  type: Prisma.Sql
  list: Keyset<{ sort: Sort; id: string }>
}

const PublishedAt = z.iso.datetime().pipe(z.coerce.date<string>().min(new Date(0)))

const latest: Order<Date> = {
  by: sql`published_at`,
  type: sql`timestamptz`,
  list: keyset('catalog, latest first', z.object({ sort: PublishedAt, id: z.uuid() })),
}

const best = (words: string): Order<number> => ({
  // In millionths, for whole numbers compare exactly.
  by: sql`floor(ts_rank_cd(search, ${wanted(words)}) * 1000000)::int`,
  type: sql`int`,
  list: keyset('catalog, best first', z.object({ sort: z.int32(), id: z.uuid() })),
})

/** The search over published courses. */
export class Catalog {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  /** A page of the courses that match: with words the most relevant first, otherwise the latest published. */
  search(query: CatalogQuery): Promise<Page<Course>> {
    return query.q === undefined ? this.#page(query, latest) : this.#page(query, best(query.q))
  }

  async #page<Sort>(query: CatalogQuery, { by, type, list }: Order<Sort>): Promise<Page<Course>> {
    const after = list.read(query.cursor)
    const hits = await this.#client.$queryRaw<{ sort: Sort; id: string }[]>`
      select id, sort from (select id, ${by} as sort from course where ${matching(query)}) as hit
      where ${after ? sql`(sort, id) < (${after.sort}::${type}, ${after.id}::uuid)` : sql`true`}
      order by sort desc, id desc limit ${query.limit + 1}`
    const page = list.page(hits, query.limit, hit => hit)
    return { ...page, items: await this.#courses(page.items.map(({ id }) => id)) }
  }

  async #courses(ids: string[]): Promise<Course[]> {
    const rows = await this.#client.course.findMany({
      where: { id: { in: ids } },
      include: withPrerequisites,
    })
    const courses = new Map(rows.map(row => [row.id, courseOf(row)]))
    return ids.flatMap(id => courses.get(id) ?? [])
  }
}

function matching({ q, framework, level, language, ownerId }: CatalogQuery): Prisma.Sql {
  const conditions = [
    sql`status = 'published'`,
    q !== undefined && sql`search @@ ${wanted(q)}`,
    framework !== undefined && sql`starts_with(level_id, ${`${framework}/`})`,
    level !== undefined && sql`level_id = ${level}`,
    language !== undefined && sql`language = ${language}`,
    ownerId !== undefined && sql`owner_id = ${ownerId}::uuid`,
  ]
  return Prisma.join(
    conditions.filter(condition => condition !== false),
    ' and ',
  )
}

// As the column is indexed: English stems, or the words as they stand. This syntax of queries has no errors.
function wanted(words: string): Prisma.Sql {
  return sql`(websearch_to_tsquery('english', ${words}) || websearch_to_tsquery('simple', ${words}))`
}
