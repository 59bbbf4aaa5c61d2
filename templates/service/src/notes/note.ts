import type { NewNote, Note, NoteChange } from '../../contract/index.js'

/** A new note. */
export function newNote(note: NewNote & Pick<Note, 'id' | 'ownerId'>, now: Date): Note {
  return { ...note, version: 1, createdAt: now.toISOString(), updatedAt: now.toISOString() }
}

/** The note after a change; what the change leaves out stays. */
export function changed(note: Note, { title = note.title, text = note.text }: NoteChange, now: Date): Note {
  return { ...note, title, text, version: note.version + 1, updatedAt: now.toISOString() }
}
