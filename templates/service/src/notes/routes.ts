import { implement, newId, unchanged } from '@azora/service-kit'
import { sample } from '../../contract/index.js'
import type { Use } from '../use.js'
import { own } from './access.js'
import { changed, newNote } from './note.js'

export const noteRoutes = ({ notes, clock, transaction, audit }: Use) =>
  implement(sample.routes.notes).with({
    list: ({ query, principal }) => notes.ownedBy(principal.id, query),

    get: async ({ params, principal }) => own(await notes.find(params.noteId), principal),

    create: ({ body, principal }) =>
      transaction(async () => {
        const note = newNote({ ...body, id: newId(), ownerId: principal.id }, clock.now())
        await audit({ action: 'note.created', subject: note.id, actor: principal })
        return notes.add(note)
      }),

    update: ({ params, body, principal, ifMatch }) =>
      transaction(async () => {
        const note = unchanged(own(await notes.lock(params.noteId), principal), ifMatch)
        await audit({ action: 'note.updated', subject: note.id, actor: principal })
        return notes.save(changed(note, body, clock.now()))
      }),

    remove: ({ params, principal }) =>
      transaction(async () => {
        const note = own(await notes.lock(params.noteId), principal)
        await audit({ action: 'note.removed', subject: note.id, actor: principal })
        await notes.remove(note.id)
      }),
  })
