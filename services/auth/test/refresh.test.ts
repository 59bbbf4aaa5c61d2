import { describe, expect, test } from 'vitest'
import { theService } from './app.js'
import { atOnce, clientOf, problemOf, somebody } from './people.js'

const app = theService()

const refresh = (refreshToken: string) => app().client.sessions.refresh({ body: { refreshToken } })
const next = async (refreshToken: string) => (await refresh(refreshToken)).refreshToken

/** The tokens of a session from its sign-in on, each the successor of the one before. */
async function generations(first: string, count: number): Promise<string[]> {
  const tokens = [first]
  while (tokens.length < count) tokens.push(await next(tokens.at(-1) ?? ''))
  return tokens
}

describe('refreshing with the newest token', () => {
  test('brings a successor and an access token for the same session', async () => {
    const { signedIn } = await somebody(app())

    const tokens = await refresh(signedIn.refreshToken)

    expect(tokens.sessionId).toBe(signedIn.sessionId)
    expect(tokens.refreshToken).not.toBe(signedIn.refreshToken)
    expect(await problemOf(clientOf(app(), tokens.accessToken).accounts.me({}))).toBe('none')
  })

  test('a hundred times at the same moment brings one and the same successor', async () => {
    const { signedIn } = await somebody(app())

    const answers = await Promise.all(Array.from({ length: 100 }, () => refresh(signedIn.refreshToken)))

    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1)
    expect(await problemOf(refresh(answers[0]?.refreshToken ?? ''))).toBe('none')
  })
})

describe('refreshing with the predecessor of the newest', () => {
  test('brings the newest again, for a client that lost the answer', async () => {
    const { signedIn } = await somebody(app())
    const lost = await next(signedIn.refreshToken)

    const retried = await next(signedIn.refreshToken)

    expect(retried).toBe(lost)
    expect(await problemOf(refresh(retried))).toBe('none')
  })

  test('is over as soon as the newest has been used', async () => {
    const { signedIn } = await somebody(app())
    await generations(signedIn.refreshToken, 3)

    expect(await problemOf(refresh(signedIn.refreshToken))).toBe('refresh-token-already-used')
  })
})

describe('refreshing with a token two generations old', () => {
  test('ends the session: no token of it is good afterwards', async () => {
    const { client, signedIn } = await somebody(app())
    const tokens = await generations(signedIn.refreshToken, 4)

    const first = await problemOf(refresh(tokens[1] ?? ''))
    const later = await Promise.all(tokens.map(token => problemOf(refresh(token))))

    expect(first).toBe('refresh-token-already-used')
    expect(later).toEqual(Array(4).fill('session-revoked'))
    expect(await problemOf(client.accounts.me({}))).toBe('unauthenticated')
  })

  test('fifty times at the same moment, beside the owner, ends it once', async () => {
    const { id, signedIn } = await somebody(app())
    const [old = '', , newest = ''] = await generations(signedIn.refreshToken, 3)

    const answers = await atOnce(50, index => refresh(index % 2 ? old : newest))
    const reuse = await app().use.auditTrail({
      action: 'token.reuse-detected',
      subject: signedIn.sessionId,
      limit: 10,
    })

    expect(Object.keys(answers).toSorted()).toEqual(expect.arrayContaining(['refresh-token-already-used']))
    expect(answers['refresh-token-already-used']).toBe(1)
    expect(reuse.items).toMatchObject([{ data: { userId: id } }])
    expect(await problemOf(refresh(newest))).toBe('session-revoked')
  })
})

describe('a refresh is refused', () => {
  test.each(['', 'nonsense', 'azr_AAAA', `azr_${'A'.repeat(50)}`])('for the text %j', async text => {
    expect(await problemOf(refresh(text))).toMatch(/^(invalid-refresh-token|invalid-request)$/)
  })

  test('for the token of a session with another key, without harm to either', async () => {
    const [ada, bob] = [await somebody(app()), await somebody(app())]
    const bytes = (token: string) => Buffer.from(token.slice(4), 'base64url')
    const mixed = Buffer.concat([
      bytes(ada.signedIn.refreshToken).subarray(0, 21),
      bytes(bob.signedIn.refreshToken).subarray(21),
    ])

    expect(await problemOf(refresh(`azr_${mixed.toString('base64url')}`))).toBe('invalid-refresh-token')
    expect(await problemOf(refresh(ada.signedIn.refreshToken))).toBe('none')
  })

  test('for a session that was idle too long', async () => {
    const { signedIn } = await somebody(app())
    app().clock.advance(14 * 86_400_000)

    expect(await problemOf(refresh(signedIn.refreshToken))).toBe('session-expired')
  })

  test('for a session that has reached its longest life, however busy', async () => {
    const { signedIn } = await somebody(app())
    let token = signedIn.refreshToken
    for (let week = 0; week < 12; week++) {
      app().clock.advance(7 * 86_400_000)
      token = await next(token)
    }
    app().clock.advance(6 * 86_400_000)

    expect(await problemOf(refresh(token))).toBe('session-expired')
  })
})
