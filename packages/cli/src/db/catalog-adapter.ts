import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import type pg from 'pg'

/** PostgreSQL's number for the one-letter type "char", of which its catalog is full, and for text. */
const CHAR = 18
const TEXT = 25

/**
 * An adapter that reads PostgreSQL's catalog. Prisma's own refuses the type "char", which stands in what its engine asks
 * for as soon as a table has a constraint that Prisma does not know; since PostgreSQL 18 every NOT NULL is one.
 */
export class CatalogAdapter extends PrismaPg {
  readonly #charColumns: ReadonlySet<string>

  private constructor(pool: pg.Pool, charColumns: ReadonlySet<string>) {
    super(pool)
    this.#charColumns = charColumns
  }

  static over(pool: pg.Pool): CatalogAdapter {
    return new CatalogAdapter(pool, withCharAsText(pool))
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect()
    const queryRaw = adapter.queryRaw.bind(adapter)
    return Object.assign(adapter, {
      queryRaw: async (query: Parameters<typeof queryRaw>[0]) => {
        const { columnNames, columnTypes, ...rest } = await queryRaw(query)
        const typeOf = (name: string, index: number) =>
          this.#charColumns.has(name) ? ColumnTypeEnum.Character : (columnTypes[index] ?? ColumnTypeEnum.Text)
        return { ...rest, columnNames, columnTypes: columnNames.map(typeOf) }
      },
    })
  }
}

/** Has a pool call "char" text, and says which columns that was done to. */
function withCharAsText(pool: pg.Pool): ReadonlySet<string> {
  const columns = new Set<string>()
  const query = pool.query.bind(pool) as (config: object, values?: unknown[]) => Promise<pg.QueryResult>
  const readable = async (config: object, values?: unknown[]) => {
    const result = await query(config, values)
    for (const field of result.fields ?? []) {
      if (field.dataTypeID !== CHAR) continue
      field.dataTypeID = TEXT
      columns.add(field.name)
    }
    return result
  }
  Object.assign(pool, { query: readable })
  return columns
}
