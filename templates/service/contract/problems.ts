import { problem } from '@azora/contracts/problem'

// Kept free of zod: the SDK re-exports these very classes.

export const NoteNotFound = problem('note-not-found', 404, 'There is no such note')
export const NoteTitleTaken = problem('note-title-taken', 409, 'You have a note of that title already')
