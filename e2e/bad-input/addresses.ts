import { readerOf } from '@azora/contracts'
import { type Attempt, addressOf } from './attempt.js'
import { attempt, type Base } from './base.js'
import { sampleOf } from './samples.js'

/** Texts as somebody could put them into a path or a query, percent-encoded where they must be. */
const TEXTS: readonly string[] = [
  '',
  'x',
  '-1',
  '1e999',
  '9007199254740993',
  '%00',
  'a%00b',
  '%0d%0aset-cookie:%20a=b',
  '%ED%A0%80',
  '%FF',
  '%',
  '%zz',
  '..%2f..%2fetc%2fpasswd',
  "'%20or%201=1--",
  '%F0%9F%92%A5',
  'x'.repeat(3_000),
]

/** Each text at each parameter of the path that does not take it. */
export function badParams(base: Base): Attempt[] {
  const { params } = base.target.operation
  const values = sampleOf(params) as Record<string, unknown>
  const origin = new URL(base.url).origin
  return Object.keys(values).flatMap(name =>
    TEXTS.filter(text => !accepts(params, { ...values, [name]: text })).map(text => {
      const url =
        origin + addressOf(base.target, { ...values, [name]: '@here@' }).replace('%40here%40', () => text)
      // A path that cannot be decoded, or is another's for want of a part, is nobody's.
      const expected = { statuses: [400, 404], codes: [...declared(base), 'not-found', 'method-not-allowed'] }
      return attempt(base, {
        what: `{${name}}`,
        url,
        expected: text === '' ? { ...expected, statuses: [400, 404, 405] } : expected,
      })
    }),
  )
}

/** Each text at each field of the query, and fields given twice: refused, unless the contract takes them. */
export function badQueries(base: Base): Attempt[] {
  const { query } = base.target.operation
  return Object.keys(query?.shape ?? {}).flatMap(name =>
    [...TEXTS.map(text => `${name}=${text}`), `${name}=1&${name}=2`, `${name}[a]=1`, `${name}=`].map(
      search => {
        const values = Object.fromEntries(new URLSearchParams(search))
        const twice = search.includes('&')
        const isAccepted =
          search.includes('[') || (query && accepts(query, twice ? { [name]: ['1', '2'] } : values))
        return attempt(base, {
          what: `the query ${search.slice(0, 60)}`,
          url: `${base.url}?${search}`,
          expected: isAccepted ? { mayBeAccepted: true } : { code: 'invalid-request', pointer: `/${name}` },
        })
      },
    ),
  )
}

function accepts(schema: Parameters<typeof readerOf>[0], values: Record<string, unknown>): boolean {
  return schema.safeParse(readerOf(schema)(values as Record<string, string>)).success
}

const declared = ({ target }: Base) => target.operation.problems.map(({ code }) => code)

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']

/** Every method its path has no operation for; `known` are those it has. */
export function wrongMethods(base: Base, known: readonly string[]): Attempt[] {
  const allow = new RegExp(known.map(method => `(?=.*\\b${method}\\b)`).join(''))
  return METHODS.filter(method => !known.includes(method)).map(method => {
    const { body: _body, ...rest } = attempt(base, {
      what: 'a method it does not have',
      method,
      expected: {
        statuses: [405],
        code: 'method-not-allowed',
        codes: ['method-not-allowed'],
        headers: { allow },
      },
    })
    return rest
  })
}

/** Paths beside the operation's own. */
export function unknownPaths(base: Base): Attempt[] {
  const { origin, pathname } = new URL(base.url)
  const paths = [
    `${pathname}/no-such-thing/at/all`,
    `/no-such-service${pathname}`,
    `/${pathname}`,
    pathname.toUpperCase(),
  ]
  return paths.map(path => {
    const expected = { statuses: [404], codes: ['not-found'] }
    return attempt(base, { what: 'an unknown path', url: origin + path, expected })
  })
}
