import { describe, expect, test } from 'vitest'
import { theService } from './app.js'
import { atOnce, PASSWORD, problemOf, somebody } from './people.js'

const app = theService()
const poll = async (after?: string) =>
  (await app().asService('education')).revocations.list({ query: after ? { after } : {} })

/** Reads on from a cursor until there is nothing more. */
async function pollAll(after?: string) {
  const items = []
  let cursor = after
  for (;;) {
    const page = await poll(cursor)
    items.push(...page.items)
    if (page.cursor === cursor) return { items, cursor }
    ;({ cursor } = page)
  }
}

describe('whoever asks for revocations', () => {
  test('gets each once by going on from the last cursor', async () => {
    const { client, signedIn } = await somebody(app())
    const { cursor } = await pollAll()
    await client.sessions.logout({})

    const { items, cursor: next } = await poll(cursor)

    expect(items).toMatchObject([{ sessionId: signedIn.sessionId, userId: null, keyId: null }])
    expect((await poll(next)).items).toEqual([])
  })

  test('misses none, while forty are made by transactions that end in any order', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => somebody(app())))
    const sessions = await Promise.all(
      people.flatMap(({ email }) =>
        Array.from({ length: 8 }, () => app().client.sessions.login({ body: { email, password: PASSWORD } })),
      ),
    )
    let { cursor } = await pollAll()
    const seen = new Set<string | null>()
    let ending = true
    const watching = (async () => {
      for (;;) {
        const last = !ending
        const page = await poll(cursor)
        for (const { sessionId } of page.items) seen.add(sessionId)
        ;({ cursor } = page)
        if (last) return
      }
    })()

    await atOnce(sessions.length, index => {
      const { sessionId, account } = sessions[index] ?? { sessionId: '', account: { id: '' } }
      return app().use.transaction(() =>
        app().use.endSessions({ userId: account.id, only: sessionId }, 'revoked'),
      )
    })
    ending = false
    await watching

    expect(sessions.filter(({ sessionId }) => !seen.has(sessionId))).toEqual([])
  })

  test('with a cursor of another database gets all that still matters', async () => {
    const { client, signedIn } = await somebody(app())
    await client.sessions.logout({})

    const { items } = await poll('999999999')

    expect(items.map(({ sessionId }) => sessionId)).toContain(signedIn.sessionId)
  })

  test('hears nothing of what no living token can concern', async () => {
    const { client, signedIn } = await somebody(app())
    await client.sessions.logout({})
    app().clock.advance(601_000)

    const { items } = await poll()

    expect(items.map(({ sessionId }) => sessionId)).not.toContain(signedIn.sessionId)
  })

  test('must be a service', async () => {
    const { client } = await somebody(app())

    expect(await problemOf(client.revocations.list({}))).toBe('forbidden')
  })
})
