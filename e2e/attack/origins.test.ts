import { describe, expect, test } from 'vitest'
import { attacked } from './attacked.js'
import { ALLOWED_ORIGIN } from './set-up.js'
import { exchange } from './wire.js'

const { gateway, tokens } = attacked()
const ME = `${gateway}/auth/v1/me`

const grants = (headers: Headers | Readonly<Record<string, string>>) =>
  [...(headers instanceof Headers ? headers.entries() : Object.entries(headers))].filter(([name]) =>
    name.startsWith('access-control-allow'),
  )

describe('a page of another origin is granted nothing (Fetch, 3.2)', () => {
  test.each([
    ['no origin', 'null'],
    ['a suffix', `${ALLOWED_ORIGIN}.evil.example`],
    ['a prefix', ALLOWED_ORIGIN.replace('//', '//evil')],
    ['a subdomain', ALLOWED_ORIGIN.replace('//', '//x.')],
    ['another scheme', ALLOWED_ORIGIN.replace('https', 'http')],
    ['another port', `${ALLOWED_ORIGIN}:8443`],
    ['the default port in words', `${ALLOWED_ORIGIN}:443`],
    ['capitals', ALLOWED_ORIGIN.toUpperCase()],
    ['a slash', `${ALLOWED_ORIGIN}/`],
    ['a path', `${ALLOWED_ORIGIN}/x`],
    ['a dot', `${ALLOWED_ORIGIN}.`],
    ['a user', ALLOWED_ORIGIN.replace('//', '//evil@')],
    ['itself as a user', `${ALLOWED_ORIGIN}@evil.example`],
    ['a backtick', `${ALLOWED_ORIGIN}%60.evil.example`],
    ['another beside it', `${ALLOWED_ORIGIN}, https://evil.example`],
    ['another before it', `https://evil.example ${ALLOWED_ORIGIN}`],
    ['everybody', '*'],
    ['a file', 'file://'],
    ['an extension', 'chrome-extension://abcdefgh'],
    ['nothing', ''],
    ['the gateway itself', gateway],
  ])('%s', async (_, origin) => {
    const asked = await Promise.all([
      fetch(ME, { headers: { origin, authorization: `Bearer ${tokens.learner}` } }),
      fetch(ME, { headers: { origin } }),
      fetch(ME, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'authorization',
        },
      }),
    ])
    const origins = asked.map(({ headers }) => headers.get('access-control-allow-origin'))
    expect(origins).toEqual([null, null, null])
  })

  test('two origins', async () => {
    const { answers } = await exchange(
      gateway,
      `GET /auth/v1/me HTTP/1.1\r\nhost: x\r\norigin: https://evil.example\r\norigin: ${ALLOWED_ORIGIN}\r\nconnection: close\r\n\r\n`,
    )
    expect(answers[0]?.headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('a page of an allowed origin', () => {
  const origin = ALLOWED_ORIGIN

  test('is granted its own origin and no other, on failures too, and caches keep it apart', async () => {
    for (const authorization of [`Bearer ${tokens.learner}`, 'Bearer a.b.c']) {
      const { headers } = await fetch(ME, { headers: { origin, authorization } })
      expect(headers.get('access-control-allow-origin')).toBe(origin)
      expect(headers.get('vary')?.toLowerCase()).toContain('origin')
    }
  })

  test.each(['x-user-id', 'x-forwarded-for', 'cookie', 'x-azora-deadline', 'x-http-method-override', '*'])(
    'may not send the header %s, which nobody has listed',
    async name => {
      const { headers } = await fetch(ME, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': name },
      })
      const allowed = (headers.get('access-control-allow-headers') ?? '').toLowerCase().split(/ *, */)
      expect(allowed).toContain('authorization')
      expect(allowed).not.toContain(name)
    },
  )

  test('is told nothing of what runs inside by a preflight', async () => {
    const { headers } = await fetch(ME, { method: 'OPTIONS', headers: { origin } })
    expect(Object.fromEntries(grants(headers))).not.toHaveProperty('access-control-allow-private-network')
  })
})
