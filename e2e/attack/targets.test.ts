import { describe, expect, test } from 'vitest'
import { attacked } from './attacked.js'
import { reachedWith } from './decoy.js'
import { newMark } from './traces.js'
import { exchange } from './wire.js'

const { gateway, auth, decoy, tokens } = attacked()

/** Ways to write a path that needs a token so that whoever admits it sees another; `@` stands for what comes before it. */
const DISGUISES: readonly (readonly [fact: string, source: string, path: string])[] = [
  ['a dot segment', 'RFC 3986, 5.2.4', '@/things/../mine'],
  ['a dot segment in escapes', 'RFC 3986, 6.2.2', '@/things/%2e%2e/mine'],
  ['a dot segment half in escapes', 'RFC 3986, 6.2.2', '@/things/.%2E/mine'],
  ['a dot segment behind an escaped slash', 'RFC 3986, 2.2', '@/things/..%2fmine'],
  ['a dot segment between escaped slashes', 'RFC 3986, 2.2', '@/things%2f..%2fmine'],
  ['a dot segment behind a backslash', 'WHATWG URL, 4.4', '@/things/..\\mine'],
  ['a dot segment behind an escaped backslash', 'WHATWG URL, 4.4', '@/things/..%5cmine'],
  ['a dot segment with a parameter', 'RFC 3986, 3.3', '@/things/..;a=b/mine'],
  ['a dot segment with an escaped parameter', 'RFC 3986, 3.3', '@/things/..%3b/mine'],
  ['a dot segment before a query', 'RFC 3986, 5.2.4', '@/things/..?/mine'],
  ['a dot segment in overlong UTF-8', 'RFC 3629, 3', '@/things/%c0%ae%c0%ae/mine'],
  ['a slash in overlong UTF-8', 'RFC 3629, 3', '@/things/..%c0%afmine'],
  ['a single dot', 'RFC 3986, 5.2.4', '@/./mine'],
  ['a slash too many', 'RFC 3986, 3.3', '@//mine'],
  ['a slash at the end', 'RFC 3986, 3.3', '@/mine/'],
  ['an escaped slash', 'RFC 3986, 2.2', '@%2fmine'],
  ['a backslash', 'WHATWG URL, 4.4', '@\\mine'],
  ['capitals', 'RFC 3986, 6.2.2.1', '@/MINE'],
  ['escaped letters', 'RFC 3986, 6.2.2.2', '@/%6dine'],
  ['letters escaped twice', 'RFC 3986, 2.4', '@/%256dine'],
  ['a parameter', 'RFC 3986, 3.3', '@/mine;a=b'],
  ['a zero byte behind', 'RFC 3986, 2.1', '@/mine%00'],
  ['a blank behind', 'RFC 3986, 2.1', '@/mine%20'],
  ['an end of line behind', 'RFC 3986, 2.1', '@/mine%0d%0a'],
  ['an extension', 'RFC 3986, 3.3', '@/mine.json'],
  ['a fragment', 'RFC 9112, 3.2', '@/mine#'],
  ['a question mark in escapes', 'RFC 3986, 2.2', '@/mine%3f'],
  ['another host in the target', 'RFC 9112, 3.2.2', 'http://evil.example@/mine'],
  ['another host with two slashes', 'RFC 3986, 4.2', '//evil.example@/mine'],
  ['the real path in a header', 'RFC 9110, 7.6', '@/things'],
]

const OVERRIDES =
  'x-original-url: /decoy/v1/mine\r\nx-rewrite-url: /decoy/v1/mine\r\nx-forwarded-prefix: /decoy/v1/mine\r\nx-http-method-override: POST\r\nx-http-method: POST\r\nx-method-override: POST\r\n'

describe('a path that needs a token', () => {
  test.each(DISGUISES)('is not reached by %s (%s)', async (...[, , path]) => {
    const mark = newMark()
    const target = path.replace('@', '/decoy/v1')
    const question = target.includes('#') || target.includes('?') ? '' : `?${mark}`
    const { answers } = await exchange(
      gateway,
      `GET ${target}${question} HTTP/1.1\r\nhost: x\r\nx-mark: ${mark}\r\nreferer: http://x/${mark}\r\n${OVERRIDES}connection: close\r\n\r\n`,
    )
    // What a header says about the path is not heard, so the path that is asked for is answered.
    expect(path.endsWith('/things') ? [200] : [400, 401, 404]).toContain(answers[0]?.status)
    const reached = await reachedWith(decoy, mark)
    // What a service that undoes escapes and dot segments would make of what has reached it.
    const meant = reached.map(({ url }) => new URL(undone(url), decoy).pathname)
    expect(meant.filter(pathname => /mine/i.test(pathname))).toEqual([])
    expect(reached.filter(({ method }) => method !== 'GET')).toEqual([])
  })

  test.each(DISGUISES)('is not reached at a service itself by %s (%s)', async (...[, , path]) => {
    const target = path
      .replace('@', '/v1')
      .replace('mine', 'users')
      .replace('MINE', 'USERS')
      .replace('things', 'roles')
    const { answers } = await exchange(
      auth,
      `GET ${target} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tokens.learner}\r\n${OVERRIDES}connection: close\r\n\r\n`,
    )
    expect(answers).toHaveLength(1)
    expect([400, 401, 403, 404]).toContain(answers[0]?.status)
  })
})

function undone(url: string): string {
  try {
    return decodeURIComponent(url.split('?')[0] ?? '')
      .replaceAll('\\', '/')
      .replaceAll(/;[^/]*/g, '')
  } catch {
    return url
  }
}

describe('a target', () => {
  const ask = async (target: string, headers = 'host: x\r\n') => {
    const { answers } = await exchange(gateway, `${target} HTTP/1.1\r\n${headers}connection: close\r\n\r\n`)
    return answers[0]
  }

  test('that names its host is admitted by its path alone, and whose host it is changes nothing (RFC 9112, 3.2.2)', async () => {
    expect((await ask('GET http://evil.example/decoy/v1/mine'))?.status).toBe(401)
    expect((await ask('GET http://evil.example/decoy/v1/things'))?.status).toBe(200)
    expect((await ask('GET HTTP://127.0.0.1:5432/decoy/v1/things'))?.status).toBe(200)
  })

  test('makes nobody of the gateway a proxy (RFC 9110, 7.7)', async () => {
    const mark = newMark()
    expect((await ask(`GET ${decoy}/v1/mine?${mark}`))?.status).toBe(404)
    expect((await ask(`CONNECT ${new URL(decoy).host}`))?.status).toBe(400)
    expect((await ask(`GET /v1/mine?${mark}`, `host: ${new URL(decoy).host}\r\n`))?.status).toBe(404)
    expect(await reachedWith(decoy, mark)).toEqual([])
  })

  test.each(['TRACE', 'TRACK', 'DEBUG', 'PROPFIND', 'PURGE', 'OPTIONS', 'QUERY', 'SEARCH', 'LINK'])(
    'is not answered to %s, and nothing is echoed (RFC 9110, 9.3.8)',
    async method => {
      const answer = await ask(`${method} /decoy/v1/things`, 'host: x\r\ncookie: canary=1\r\n')
      expect([400, 405]).toContain(answer?.status)
      expect(answer?.body).not.toContain('canary')
    },
  )

  test.each([
    '/docs',
    '/openapi.json',
    '/decoy/v1/nothing',
    '/auth/v1/me',
    '/.well-known/openid-configuration',
    '/health',
  ])('%s does not repeat what host it was asked for by (RFC 9110, 7.2)', async path => {
    const answer = await ask(
      `GET ${path}`,
      'host: evil.example\r\nx-forwarded-host: evil.example\r\nforwarded: host=evil.example\r\n',
    )
    expect(JSON.stringify(answer)).not.toContain('evil.example')
  })

  test('cannot be asked for in more parts than is sensible (RFC 9110, 14.2)', async () => {
    const ranges = Array.from({ length: 1_000 }, (_, n) => `${n}-${n}`).join(',')
    const answer = await ask('GET /openapi.json', `host: x\r\nrange: bytes=${ranges}\r\n`)
    expect([200, 416]).toContain(answer?.status)
    expect(answer?.headers['content-type']).not.toContain('byteranges')
  })
})
