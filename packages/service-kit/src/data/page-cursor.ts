import { createHash } from 'node:crypto'
import { InvalidRequest, type Page } from '@azora/contracts'
import type * as z from 'zod'

/** The position of a row in a list, and how it travels. */
export interface Keyset<Key> {
  /** Opaque text for a position. */
  write(key: Key): string
  /** The position in a cursor; null without one. Throws `InvalidRequest` for a cursor that is not of this list. */
  read(cursor: string | undefined): Key | null
  /**
   * Makes a page of the rows of a query for `limit + 1`: the row too many says that there is a next page.
   *
   * @param keyOf The position of a row, by which the query was ordered.
   */
  page<Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => Key): Page<Row>
}

const CHECK_LENGTH = 8
const SEPARATOR = '.'

/**
 * Declares how a list is walked: from where the last page ended, not by counting rows, so that rows added or removed in
 * between neither repeat nor hide others.
 *
 * @param list Name of the list and of the order it is in. A cursor of one list is refused by another.
 * @param key What a row's position consists of. End it with a unique value, usually the id.
 * @example const byTitle = keyset('courses by title', z.object({ title: z.string(), id: z.uuid() }))
 */
export function keyset<Key>(list: string, key: z.ZodType<Key>): Keyset<Key> {
  const write = (value: Key) => {
    const text = Buffer.from(JSON.stringify(value)).toString('base64url')
    return `${text}${SEPARATOR}${checkOf(list, text)}`
  }
  return {
    write,
    read: cursor => (cursor === undefined ? null : readCursor(list, key, cursor)),
    page: (rows, limit, keyOf) => {
      const last = rows.length > limit ? rows[limit - 1] : undefined
      return { items: rows.slice(0, limit), nextCursor: last === undefined ? null : write(keyOf(last)) }
    },
  }
}

// Not a signature: a cursor opens nothing its caller may not read. The check tells a damaged or foreign one from ours.
function checkOf(list: string, text: string): string {
  return createHash('sha256').update(`${list}\n${text}`).digest('base64url').slice(0, CHECK_LENGTH)
}

function readCursor<Key>(list: string, key: z.ZodType<Key>, cursor: string): Key {
  const [text = '', check] = cursor.split(SEPARATOR)
  if (check !== checkOf(list, text)) throw invalidCursor()
  const result = key.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  if (!result.success) throw invalidCursor()
  return result.data
}

function invalidCursor() {
  return new InvalidRequest('The cursor is not one that this list gave out.', {
    errors: [{ in: 'query', pointer: '/cursor', message: 'expected a nextCursor of this list' }],
  })
}
