import { describe, expect, test } from 'vitest'
import { nounOf, pluralOf, serviceNames, type Taken } from './service-name.js'

const taken: Taken = {
  names: new Map([['auth', 'a service']]),
  identifiers: new Set(['database', 'Page']),
  events: new Map([['course.created', 'education']]),
}

describe('a name', () => {
  test.each([
    ['invoices', 'invoice', 'invoices'],
    ['order-desk', 'desk', 'desks'],
    ['libraries', 'library', 'libraries'],
    ['billing', 'billing', 'billings'],
    ['glass', 'glass', 'glasses'],
    ['hub2', 'item', 'items'],
  ])('%s keeps %s, many of them %s', (service, noun, nouns) => {
    expect(serviceNames({ service }, taken)).toEqual({ service, noun, nouns })
  })

  test('may say itself what it keeps', () => {
    expect(serviceNames({ service: 'farm', noun: 'sheep', plural: 'flock' }, taken)).toMatchObject({
      noun: 'sheep',
      nouns: 'flock',
    })
  })
})

describe('refused with the reason is', () => {
  test.each([
    ['../auth', 'is a path, not a name'],
    ['a/b', 'is a path, not a name'],
    ['a\\b', 'is a path, not a name'],
    ['', 'is empty'],
    ['$(reboot)', 'may only be made of lower case letters'],
    ['a b', 'may only be made of lower case letters'],
    ['a;b', 'may only be made of lower case letters'],
    ['-rf', 'may only be made of lower case letters'],
    ['Invoices', 'may only be made of lower case letters'],
    ['2fast', 'may only be made of lower case letters'],
    ['a--b', 'may only be made of lower case letters'],
    ['__proto__', 'may only be made of lower case letters'],
    ['p\u0430yments', 'holds a character outside ASCII'],
    ['pay\u200bments', 'holds a character outside ASCII'],
    ['paymen\u202ets', 'holds a character outside ASCII'],
    ['class', 'is a word of the language'],
    ['await', 'is a word of the language'],
    ['docs', 'is a path the gateway answers itself'],
    ['nul', 'is a device on Windows'],
    ['auth', 'is taken: a service'],
    ['database', 'is a name the generated code uses itself'],
    ['a'.repeat(41), 'is longer than 40 characters'],
  ])('%j', (service, reason) => {
    expect(() => serviceNames({ service }, taken)).toThrow(reason)
  })

  test.each([
    ['course', 'would make a second course.created beside that of education'],
    ['page', 'is a name the generated code uses itself'],
    ['line-item', 'may only be made of 2 to 30 lower case letters'],
    ['new', 'is a word of the language'],
  ])('the noun %j', (noun, reason) => {
    expect(() => serviceNames({ service: 'shop', noun }, taken)).toThrow(reason)
  })

  test('a plural that is the noun itself', () => {
    expect(() => serviceNames({ service: 'farm', noun: 'sheep', plural: 'sheep' }, taken)).toThrow(
      'must differ from the noun',
    )
  })
})

test.each([
  ['boxes', 'box'],
  ['cities', 'city'],
  ['days', 'day'],
])('%s is the plural of %s', (plural, noun) => {
  expect(pluralOf(noun)).toBe(plural)
})

test('a singular name keeps its own kind', () => {
  expect(nounOf('payroll')).toBe('payroll')
})
