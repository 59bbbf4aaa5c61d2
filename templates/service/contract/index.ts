import { contract, PageQuery, page, route } from '@azora/contracts'
import { NewNote, Note, NoteChange, NoteCreated } from './note.js'
import { NoteNotFound, NoteTitleTaken } from './problems.js'

export { NewNote, Note, NoteChange, NoteCreated } from './note.js'
export { NoteNotFound, NoteTitleTaken } from './problems.js'

/** Notes that people keep. */
export const sample = contract('sample', {
  title: 'Sample',
  description: 'Notes that people keep.',
  routes: {
    notes: {
      list: route.get('/notes', {
        summary: 'List your notes, newest first',
        intent: { phrases: ['list my notes'] },
        access: 'user',
        query: PageQuery,
        returns: page(Note),
      }),
      create: route.post('/notes', {
        summary: 'Make a note',
        intent: { phrases: ['make a note called {title}', 'make a note called {title} saying {text}'] },
        access: 'user',
        body: NewNote,
        returns: Note,
        status: 201,
        problems: [NoteTitleTaken],
      }),
      get: route.get('/notes/{noteId}', {
        summary: 'Get a note of yours',
        intent: { phrases: ['show note {noteId}'] },
        access: 'user',
        returns: Note,
        etag: true,
        problems: [NoteNotFound],
      }),
      update: route.patch('/notes/{noteId}', {
        summary: 'Change a note of yours',
        access: 'user',
        body: NoteChange,
        returns: Note,
        ifMatch: 'accepted',
        problems: [NoteNotFound, NoteTitleTaken],
      }),
      remove: route.delete('/notes/{noteId}', {
        summary: 'Remove a note of yours',
        intent: { phrases: ['remove note {noteId}'] },
        access: 'user',
        problems: [NoteNotFound],
      }),
    },
  },
  events: { NoteCreated },
})
