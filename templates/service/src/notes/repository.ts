import type { Page, PageQuery } from '@azora/contracts'
import { isUniqueViolation, keyset } from '@azora/service-kit'
import * as z from 'zod'
import { type Note, NoteTitleTaken } from '../../contract/index.js'
import type { PrismaClient, Note as Row } from '../generated/prisma/client.js'

const newestFirst = keyset('notes', z.object({ id: z.uuid() }))

/** Storage of notes. */
export class NoteRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  async find(id: string): Promise<Note | null> {
    const row = await this.#client.note.findUnique({ where: { id } })
    return row && noteOf(row)
  }

  /** Finds a note and keeps others from changing it until the transaction ends. */
  async lock(id: string): Promise<Note | null> {
    await this.#client.$queryRaw`select from "note" where id = ${id}::uuid for update`
    return this.find(id)
  }

  /** An owner's notes, newest first. */
  async ownedBy(ownerId: string, { limit, cursor }: PageQuery): Promise<Page<Note>> {
    const before = newestFirst.read(cursor)
    const rows = await this.#client.note.findMany({
      where: { ownerId, ...(before && { id: { lt: before.id } }) },
      orderBy: { id: 'desc' },
      take: limit + 1,
    })
    const page = newestFirst.page(rows, limit, ({ id }) => ({ id }))
    return { ...page, items: page.items.map(noteOf) }
  }

  /** @throws NoteTitleTaken */
  async add(note: Note): Promise<Note> {
    await refuseTaken(this.#client.note.create({ data: rowOf(note) }))
    return note
  }

  /** Writes a note that is locked. @throws NoteTitleTaken */
  async save(note: Note): Promise<Note> {
    await refuseTaken(this.#client.note.update({ where: { id: note.id }, data: rowOf(note) }))
    return note
  }

  /** Removes all notes of an owner. */
  async removeOf(ownerId: string): Promise<void> {
    await this.#client.note.deleteMany({ where: { ownerId } })
  }

  async remove(id: string): Promise<void> {
    await this.#client.note.delete({ where: { id } })
  }
}

// The unique index decides, not a look beforehand: two requests at the same moment would both find the title free.
async function refuseTaken(write: PromiseLike<unknown>): Promise<void> {
  try {
    await write
  } catch (error) {
    throw isUniqueViolation(error, 'note_owner_title') ? new NoteTitleTaken() : error
  }
}

/** Times as dates: of text Prisma makes no parameter, and compiles the query anew for each. */
function rowOf(note: Note): Row {
  return { ...note, createdAt: new Date(note.createdAt), updatedAt: new Date(note.updatedAt) }
}

function noteOf(row: Row): Note {
  return { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() }
}
