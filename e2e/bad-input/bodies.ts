import { gzipSync } from 'node:zlib'
import type { Attempt } from './attempt.js'
import { attempt, type Base } from './base.js'
import { type Field, fieldsOf, pointerOf, withValue } from './samples.js'

/** Values as they stand in JSON text; some have no other form. */
const VALUES: readonly string[] = [
  'null',
  'true',
  '-1',
  '0.5',
  '1e308',
  '1e999',
  '9007199254740993',
  '123456789012345678901234567890',
  '""',
  '"text"',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\u0007\\u001b[2J\\u202e"',
  '"\\ud800"',
  `"${'x'.repeat(66_000)}"`,
  '[]',
  '[[[[]]]]',
  '{}',
  '{"constructor":{"prototype":{}},"toString":1}',
]

const PLACE = '@here@'

/** Each value at each field of the body, told apart by whether the contract takes it there. */
function bodiesOf({ target, body }: Base) {
  const fields = target.operation.body ? fieldsOf(target.operation.body) : []
  return fields.flatMap(field =>
    VALUES.map(value => ({
      ...field,
      what: `${value.slice(0, 40)} at ${pointerOf(field.path)}`,
      text: JSON.stringify(withValue(body, field.path, PLACE)).replace(`"${PLACE}"`, () => value),
      isAccepted: field.schema.safeParse(JSON.parse(value)).success,
    })),
  )
}

/** A value of another type at every field in turn, at any depth. */
export function wrongValues(base: Base): Attempt[] {
  return bodiesOf(base)
    .filter(({ isAccepted }) => !isAccepted)
    .map(({ what, text, path }) =>
      attempt(base, { what, body: text, expected: { code: 'invalid-request', pointer: pointerOf(path) } }),
    )
}

/** Control characters, lone surrogates and huge numbers where the contract has no objection. */
export function oddValues(base: Base): Attempt[] {
  return bodiesOf(base)
    .filter(({ isAccepted }) => isAccepted)
    .map(({ what, text }) => attempt(base, { what, body: text, expected: { mayBeAccepted: true } }))
}

/** Every field that must be there left out in turn. */
export function missingFields(base: Base): Attempt[] {
  const { body: schema } = base.target.operation
  return (schema ? fieldsOf(schema) : []).filter(isRequired).map(({ path }) =>
    attempt(base, {
      what: `no ${pointerOf(path)}`,
      body: JSON.stringify(withValue(base.body, path, undefined)),
      expected: { code: 'invalid-request', pointer: pointerOf(path) },
    }),
  )
}

const isRequired = ({ path, schema }: Field) =>
  typeof path.at(-1) === 'string' && !schema.safeParse(undefined).success

const NOT_JSON: readonly (readonly [string, string | Buffer])[] = [
  ['half a body', '{"title":'],
  ['no JSON at all', 'title=Proofs'],
  ['a trailing comma', '{"a":1,}'],
  ['two documents', '{} {}'],
  ['NaN', '{"a":NaN}'],
  ['a raw control character', '{"a":"\u0001"}'],
  ['brackets a hundred thousand deep', '['.repeat(90_000)],
]

/** Bodies that are no JSON, and JSON that is no body of this operation. */
export function malformedBodies(base: Base): Attempt[] {
  const malformed = NOT_JSON.map(([what, body]) =>
    attempt(base, { what, body, expected: { code: 'malformed-json' } }),
  )
  const invalid = [
    'null',
    '42',
    '"text"',
    '[]',
    '{"__proto__":{"isAdmin":true}}',
    '{"\\u005f_proto__":1}',
  ].map(body => attempt(base, { what: body, body, expected: { code: 'invalid-request' } }))
  const { body: _body, ...rest } = attempt(base, { what: 'no body', expected: { code: 'invalid-request' } })
  return [...malformed, ...invalid, rest, ...badEncodings(base)]
}

function badEncodings(base: Base): Attempt[] {
  const headers = (name: string, value: string) => ({
    headers: { 'content-type': 'application/json', [name]: value },
  })
  const type = { code: 'unsupported-media-type' }
  return [
    attempt(base, { what: 'plain text', ...headers('content-type', 'text/plain'), expected: type }),
    attempt(base, {
      what: 'a form',
      ...headers('content-type', 'multipart/form-data; boundary=x'),
      expected: type,
    }),
    attempt(base, {
      what: 'an unknown charset',
      ...headers('content-type', 'application/json; charset=x-no'),
      expected: type,
    }),
    attempt(base, { what: 'an unknown encoding', ...headers('content-encoding', 'x-no'), expected: type }),
    attempt(base, {
      what: 'gzip that is none',
      ...headers('content-encoding', 'gzip'),
      body: Buffer.from('{}'),
      expected: { code: 'malformed-json' },
    }),
    attempt(base, {
      what: 'gzip that grows beyond the limit',
      ...headers('content-encoding', 'gzip'),
      body: gzipSync(padded(base)),
      expected: { code: 'payload-too-large' },
    }),
  ]
}

const padded = ({ target }: Base) => `{"pad":"${'x'.repeat(target.operation.maxBodyBytes)}"}`

/** One byte more than the operation takes, announced or not. */
export function oversizeBodies(base: Base): Attempt[] {
  const expected = { code: 'payload-too-large' }
  return [
    attempt(base, { what: 'too long a body', body: padded(base), expected }),
    attempt(base, {
      what: 'too long a body of unknown length',
      body: new Blob([padded(base)]).stream(),
      expected,
    }),
  ]
}
