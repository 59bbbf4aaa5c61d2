import { implement, newId, unchanged } from '@azora/service-kit'
import { NoteCreated, sample } from '../../contract/index.js'
import type { Use } from '../use.js'
import { own } from './access.js'
import { changed, newNote } from './note.js'

export const noteRoutes = (use: Use) =>
  implement(sample.routes.notes).with({
    list: ({ query, principal }) => use.notes.ownedBy(principal.id, query),

    get: async ({ params, principal }) => own(await use.notes.find(params.noteId), principal),

    create: ({ body, principal }) =>
      use.transaction(async () => {
        const made = newNote({ ...body, id: newId(), ownerId: principal.id }, use.clock.now())
        await use.audit({ action: 'note.created', subject: made.id, actor: principal })
        await use.publish(NoteCreated, { noteId: made.id, ownerId: made.ownerId, createdAt: made.createdAt })
        return use.notes.add(made)
      }),

    update: ({ params, body, principal, ifMatch }) =>
      use.transaction(async () => {
        const found = unchanged(own(await use.notes.lock(params.noteId), principal), ifMatch)
        await use.audit({ action: 'note.updated', subject: found.id, actor: principal })
        return use.notes.save(changed(found, body, use.clock.now()))
      }),

    remove: ({ params, principal }) =>
      use.transaction(async () => {
        const found = own(await use.notes.lock(params.noteId), principal)
        await use.audit({ action: 'note.removed', subject: found.id, actor: principal })
        await use.notes.remove(found.id)
      }),
  })
