import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type NotesDatabase, notesDatabase } from '../../fixtures/notes/database.js'
import { newId } from '../new-id.js'

/** A transaction that writes a row, runs others inside it whose failures it survives, and fails or not. */
interface Plan {
  fails: boolean
  together: boolean
  inner: readonly Plan[]
}

const plansOf = (depth: number): fc.Arbitrary<Plan> =>
  fc.record({
    fails: fc.boolean(),
    together: fc.boolean(),
    inner: depth === 0 ? fc.constant([]) : fc.array(plansOf(depth - 1), { maxLength: 3 }),
  })
const plans = plansOf(3)

/** The rows that must be there afterwards, by the place of their transaction in the plan. */
const kept = ({ fails, inner }: Plan, at: string): string[] =>
  fails ? [] : [at, ...inner.flatMap((plan, index) => kept(plan, `${at}.${index}`))]

async function carryOut(
  db: NotesDatabase['db'],
  { fails, together, inner }: Plan,
  at: string,
): Promise<void> {
  await db.transaction(async tx => {
    await tx.note.create({ data: { id: newId(), title: at } })
    const runs = inner.map((plan, index) => () => carryOut(db, plan, `${at}.${index}`).catch(() => undefined))
    if (together) await Promise.all(runs.map(run => run()))
    else for (const run of runs) await run()
    if (fails) throw new Error(at)
  })
}

const titles = async ({ db }: NotesDatabase) =>
  (await db.client.note.findMany()).map(({ title }) => title).toSorted()

test('nested transactions keep what succeeded all the way up, whatever failed beside it', async () => {
  await using it = await notesDatabase({ connections: 1 })
  await fc.assert(
    fc.asyncProperty(plans, async plan => {
      await it.db.client.note.deleteMany()
      await carryOut(it.db, plan, '0').catch(() => undefined)
      expect(await titles(it)).toEqual(kept(plan, '0').toSorted())
    }),
    { numRuns: 15 },
  )
})

test('under an idempotency key they keep the same', async () => {
  await using it = await notesDatabase({ connections: 2 })
  await fc.assert(
    fc.asyncProperty(plans, async plan => {
      await it.db.client.note.deleteMany()
      const request = { principal: 'user:1', operationId: 'notes.create', key: newId(), requestHash: 'h' }
      await it.db.idempotently(request, async () => {
        await carryOut(it.db, plan, '0').catch(() => undefined)
        return { status: 200, headers: {}, body: undefined }
      })
      expect(await titles(it)).toEqual(kept(plan, '0').toSorted())
    }),
    { numRuns: 15 },
  )
})
