import type { UserPrincipal } from '@azora/service-kit'
import { type Note, NoteNotFound } from '../../contract/index.js'

/** The note, if it is the caller's: for everybody else it does not exist. @throws NoteNotFound */
export function own(note: Note | null, principal: UserPrincipal): Note {
  if (note?.ownerId === principal.id) return note
  throw new NoteNotFound()
}
