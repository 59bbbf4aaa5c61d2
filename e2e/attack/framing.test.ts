import { describe, expect, test } from 'vitest'
import { attacked } from './attacked.js'
import { reachedWith } from './decoy.js'
import { GET, HIDDEN, POST, REFUSED, TAKEN } from './framing-rows.js'
import { loggedByNow, newMark } from './traces.js'
import { exchange } from './wire.js'

const { gateway, auth, decoy } = attacked()

/** Where requests are sent, and what is asked for there. */
const TARGETS = {
  'through the gateway': {
    url: gateway,
    get: '/decoy/v1/things',
    post: '/decoy/v1/things',
    prefix: '/decoy/v1/things',
  },
  'straight at a service': { url: auth, get: '/v1/roles', post: '/v1/login', prefix: '/v1' },
} as const

type Target = (typeof TARGETS)[keyof typeof TARGETS]

/** A row's bytes for a target. What it hides asks for a path that nothing else asks for. */
function bytesFor({ get, post, prefix }: Target, row: string, mark: string): string {
  const lines: Record<string, string> = {
    [POST]: `POST ${post}?${mark} HTTP/1.1\r\nhost: x\r\n`,
    [GET]: `GET ${get}?${mark} HTTP/1.1\r\nhost: x\r\n`,
    [HIDDEN]: `GET ${prefix}/${mark}-hidden HTTP/1.1\r\nhost: x\r\n\r\n`,
    '@post10@': `POST ${post}?${mark} HTTP/1.0\r\nhost: x\r\n`,
    '@get2@': `GET ${get}?${mark} HTTP/2.0\r\nhost: x\r\n`,
    '@get9@': `GET ${get}?${mark} HTTP/9.9\r\nhost: x\r\n`,
    '@get-hostless@': `GET ${get}?${mark} HTTP/1.1\r\n`,
    '@lf-get@': `GET ${get}?${mark} HTTP/1.1\nhost: x`,
    '@fold-get@': `GET ${get}?${mark} HTTP/1.1\r\n host: x\r\n`,
  }
  return row.replace(/@[\w-]+@/g, name => lines[name] ?? name)
}

/** Which row sent what. */
const marks = new Map<string, string>()

describe.each(Object.entries(TARGETS))('%s', (_, target) => {
  test.each(REFUSED)('%s is refused and ends the connection (%s)', async (...[fact, , row]) => {
    const mark = newMark()
    marks.set(mark, fact)
    const { answers, closed } = await exchange(target.url, bytesFor(target, row, mark))
    expect({ answers: answers.length, closed, problem: answers[0]?.headers['content-type'] }).toEqual({
      answers: 1,
      closed: true,
      problem: 'application/problem+json',
    })
    expect(answers[0]?.status).toSatisfy(status => status >= 400 && status < 500)
    expect(answers[0]?.headers).toMatchObject({
      'x-request-id': expect.any(String),
      'x-content-type-options': 'nosniff',
    })
  })
})

test('nothing that was hidden in a refused request was ever taken for one', async () => {
  const text = await loggedByNow(attacked())
  expect(marks.size).toBe(2 * REFUSED.length)
  const taken = [...marks].filter(([mark]) => text.includes(`${mark}-hidden`))
  expect(taken.map(([, fact]) => fact)).toEqual([])
  const reached = await Promise.all([...marks.keys()].map(mark => reachedWith(decoy, mark)))
  // A body's fault can show when its head has been passed on: that request reaches the service, cut short, and no other.
  expect(reached.flat().filter(({ url }) => url.includes('-hidden'))).toEqual([])
})

describe('what can be read in one way only', () => {
  test.each(TAKEN)('%s passes as it is, and so does the next request (%s)', async (...[, , row, body]) => {
    const mark = newMark()
    const target = TARGETS['through the gateway']
    const next = `GET ${target.prefix}/${mark}-next HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`
    const { answers } = await exchange(gateway, bytesFor(target, row, mark) + next)
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    const reached = await reachedWith(decoy, mark)
    // In whatever order: two requests on one connection may be on their way to a service at once.
    const seen = reached.map(({ method, url, body }) => [method, url, body])
    expect(seen).toHaveLength(2)
    expect(seen).toEqual(
      expect.arrayContaining([
        ['POST', `/v1/things?${mark}`, body],
        ['GET', `/v1/things/${mark}-next`, ''],
      ]),
    )
    const claims = reached
      .flatMap(({ headers }) => Object.keys(headers))
      .filter(name => /^(authorization|x-user)/.test(name))
    expect(claims).toEqual([])
  })

  test('a hundred requests on one connection are answered in order, each on its own', async () => {
    const mark = newMark()
    const get = (n: number, last = '') =>
      `GET /decoy/v1/things/${mark}-${n} HTTP/1.1\r\nhost: x\r\nx-request-id: pipelined-${n}\r\n${last}\r\n`
    const bytes = Array.from({ length: 100 }, (_, n) => get(n, n === 99 ? 'connection: close\r\n' : '')).join(
      '',
    )
    const { answers } = await exchange(gateway, bytes)
    expect(answers.map(({ status, headers }) => [status, headers['x-request-id']])).toEqual(
      answers.map((_, n) => [200, `pipelined-${n}`]),
    )
    expect(await reachedWith(decoy, mark)).toHaveLength(100)
  })
})
