import { event, line, text } from '@azora/contracts'
import * as z from 'zod'

const Title = line(200)
const Text = text(10_000)

/** A note, readable and changeable by its owner alone. */
export const Note = z
  .object({
    id: z.uuid(),
    ownerId: z.uuid(),
    title: Title,
    text: Text,
    version: z.int().min(1),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Note' })
export type Note = z.infer<typeof Note>

/** What a note is made from. */
export const NewNote = z.object({ title: Title, text: Text.default('') }).meta({ id: 'NewNote' })
export type NewNote = z.infer<typeof NewNote>

/** What can be changed of a note; what is left out stays. */
export const NoteChange = z
  .object({ title: Title.optional(), text: Text.optional() })
  .meta({ id: 'NoteChange' })
export type NoteChange = z.infer<typeof NoteChange>

export const NoteCreated = event('note.created', {
  summary: 'Somebody made a note',
  data: z.object({ noteId: z.uuid(), ownerId: z.uuid(), createdAt: z.iso.datetime() }),
  subject: data => data.noteId,
})
