import { describe, expect, test } from 'vitest'
import { attacked } from './attacked.js'

const { gateway, tokens } = attacked()

const CREATE = `${gateway}/education/v1/courses`

async function create(body: string | Buffer, headers: Record<string, string> = {}) {
  const response = await fetch(CREATE, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.instructor}`, 'content-type': 'application/json', ...headers },
    body,
  })
  const text = await response.text()
  const { code, errors } = JSON.parse(text) as { code?: string; errors?: { pointer: string }[] }
  return { status: response.status, text, code, errors }
}

/** A course with another member, as text. */
const withMember = (member: string) => `{"title":"Proofs","level":"ZA-NQF/6",${member}}`
const withTitle = (title: string) => `{"title":"${title}","level":"ZA-NQF/6"}`
const deep = (text: string, depth: number) => `${'['.repeat(depth)}${text}${']'.repeat(depth)}`

describe('text that is no JSON is refused as such', () => {
  test.each([
    ['nothing but blanks', 'RFC 8259, 2', '   '],
    ['a comment', 'RFC 8259, 2', `/* */${withTitle('x')}`],
    ['a comment at the end', 'RFC 8259, 2', `${withTitle('x')} // x`],
    ['a comma too many', 'RFC 8259, 4', '{"title":"x",}'],
    ['single quotes', 'RFC 8259, 7', "{'title':'x'}"],
    ['names without quotes', 'RFC 8259, 4', '{title:"x"}'],
    ['bytes behind it', 'RFC 8259, 2', `${withTitle('x')}x`],
    ['a zero byte behind it', 'RFC 8259, 2', `${withTitle('x')}\0`],
    ['another document behind it', 'RFC 8259, 2', `${withTitle('x')}${withTitle('y')}`],
    ['a line of another document', 'RFC 7464, 2', `${withTitle('x')}\n\x1e${withTitle('y')}`],
    ['NaN', 'RFC 8259, 6', withMember('"credits":NaN')],
    ['infinity', 'RFC 8259, 6', withMember('"credits":Infinity')],
    ['a hexadecimal number', 'RFC 8259, 6', withMember('"credits":0x10')],
    ['a number with a leading zero', 'RFC 8259, 6', withMember('"credits":012')],
    ['a number with a plus', 'RFC 8259, 6', withMember('"credits":+12')],
    ['a number that ends in a point', 'RFC 8259, 6', withMember('"credits":12.')],
    ['a number in parts', 'RFC 8259, 6', withMember('"credits":1_2')],
    ['a number with a suffix', 'RFC 8259, 6', withMember('"credits":12n')],
    ['a tab in a text', 'RFC 8259, 7', withTitle('a\tb')],
    ['an escape nobody knows', 'RFC 8259, 7', withTitle('a\\x41')],
    ['half an escape', 'RFC 8259, 7', withTitle('a\\u12')],
    ['another blank', 'RFC 8259, 2', `\u00a0${withTitle('x')}`],
    ['a byte order mark in its middle', 'RFC 8259, 8.1', `{\ufeff"title":"x"}`],
    ['bytes that are no UTF-8', 'RFC 8259, 8.1', Buffer.from(withTitle('\xff\xfe'), 'latin1')],
    ['an overlong slash', 'RFC 3629, 3', Buffer.from(withTitle('\xc0\xaf'), 'latin1')],
    ['half a character in bytes', 'RFC 3629, 3', Buffer.from(withTitle('\xed\xa0\x80'), 'latin1')],
    ['brackets that are never closed', 'RFC 8259, 9', '['.repeat(100_000)],
  ])('%s (%s)', async (...[, , body]) => {
    expect(await create(body)).toMatchObject({ status: 400, code: 'malformed-json' })
  })
})

describe('JSON that another reader would take for something else is refused, and says where', () => {
  test.each([
    ['a key that reaches a prototype', withMember('"__proto__":{"admin":true}'), ''],
    ['the same in escapes', withMember('"\\u005f\\u005fproto__":{"admin":true}'), ''],
    ['the same far down', withMember(`"x":${deep('{"__proto__":1}', 20_000)}`), ''],
    ['a constructor', withMember('"constructor":{"prototype":{"admin":true}}'), ''],
    ['members nobody has declared', withMember(`"x":${deep('', 50_000)}`), ''],
    ['a number beyond 2^53', withMember('"credits":9007199254740993'), '/credits'],
    ['a number beyond all numbers', withMember('"credits":1e400'), '/credits'],
    ['a fraction', withMember('"credits":12.5'), '/credits'],
    ['a fraction that is lost in rounding', withMember('"credits":12.000000000000001'), '/credits'],
    ['a number as text', withMember('"credits":"12"'), '/credits'],
    ['a list for a text', withMember('"description":["a"]'), '/description'],
    ['a zero byte', withTitle('a\\u0000b'), '/title'],
    ['half a character', withTitle('a\\ud800'), '/title'],
    ['the other half', withTitle('a\\udc00b'), '/title'],
    ['two halves the wrong way round', withTitle('\\udc00\\ud800'), '/title'],
    ['nothing that can be seen', withTitle('\\u00a0\\u2028\\ufeff'), '/title'],
  ])('%s', async (_, body, pointer) => {
    const { status, code, errors } = await create(body)
    expect({ status, code, pointers: errors?.map(fault => fault.pointer) }).toEqual({
      status: 400,
      code: 'invalid-request',
      pointers: expect.arrayContaining([pointer]),
    })
  })
})

describe('JSON that can be read in one way only is taken as that', () => {
  test.each([
    ['with a byte order mark', `\ufeff${withTitle('Marked')}`, 'Marked'],
    ['with blanks around', ` \r\n\t${withTitle('Blank')}\n`, 'Blank'],
    ['with a pair of halves', withTitle('\\ud83d\\ude00'), '😀'],
    ['with everything in escapes', withTitle('\\u003cscript\\u003e'), '<script>'],
    ['with a name twice: the last counts, here and at the service', withMember('"title":"Last"'), 'Last'],
    ['with a number in another form', withMember('"title":"Form","credits":1.2e1'), 'Form'],
  ])('%s', async (_, body, title) => {
    const { status, text } = await create(body)
    expect([status, JSON.parse(text)]).toEqual([201, expect.objectContaining({ title })])
  })
})

describe('a body is refused by its type', () => {
  test.each([
    ['another type', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['several parts', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['XML', { 'content-type': 'application/xml' }],
    ['a type that begins like JSON', { 'content-type': 'application/jsonp' }],
    ['two types', { 'content-type': 'text/plain, application/json' }],
    ['UTF-16', { 'content-type': 'application/json; charset=utf-16le' }],
    ['UTF-7', { 'content-type': 'application/json; charset=utf-7' }],
    ['Latin-1', { 'content-type': 'application/json; charset=iso-8859-1' }],
    ['two charsets', { 'content-type': 'application/json; charset=utf-8; charset=utf-7' }],
  ])('%s', async (_, headers) => {
    expect(await create(withTitle('x'), headers)).toMatchObject({ status: 415 })
  })
})

test('a refusal is no longer than a page, however long what is refused', async () => {
  const answers = await Promise.all([
    create(withMember(`"${'x'.repeat(90_000)}":1`)),
    create(withMember(Array.from({ length: 5_000 }, (_, n) => `"x${n}":1`).join(','))),
    create(withTitle('x'), { 'content-type': `a/${'x'.repeat(8_000)}` }),
    create(`{"prerequisites":[${Array.from({ length: 5_000 }, () => '1').join(',')}]}`),
  ])
  for (const { status, text } of answers) {
    expect([400, 415]).toContain(status)
    expect(text.length).toBeLessThan(16_000)
  }
})
