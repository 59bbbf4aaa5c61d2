import { type Contract, operationsOf, phraseParts } from '@azora/contracts'
import { platform } from '@azora/contracts/platform'
import { announcedBy } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { IntentCatalog } from './catalog.js'
import { PhraseClassifier } from './classifier.js'
import { tokensOf, visible } from './phrase.js'
import { planOf } from './plan.js'
import { beginning, CERTAIN, UNDERSTOOD } from './state.js'

const ID = '0193c2f0-0000-7000-8000-000000000001'

/** What the services with these contracts can be asked for. */
function catalogOf(contracts: readonly Contract[]): IntentCatalog {
  const catalog = new IntentCatalog()
  const services = contracts.map(contract => ({
    name: contract.name,
    kind: 'service' as const,
    expected: false,
    contract: announcedBy(contract, operationsOf(contract)),
    instances: [],
  }))
  catalog.follow({ schemaVersion: 1, services })
  return catalog
}

const catalog = catalogOf(platform)
const classifier = new PhraseClassifier()
const propose = (text: string) => classifier.propose(text, catalog)

/** What people would put in the place of a field. */
const SAID: Readonly<Record<string, string>> = {
  q: 'the history of mathematics',
  title: '"Proofs, and how to find them"',
  level: 'ZA-NQF/6',
  role: 'instructor',
  email: 'ada@example.org',
}
const said = (phrase: string) =>
  phraseParts(phrase)
    .map(part => ('word' in part ? part.word : (SAID[part.slot] ?? ID)))
    .join(' ')

const declared = catalog.all().flatMap(({ id, phrases }) => phrases.map(({ text }) => [text, id] as const))

describe('the phrases', () => {
  test('are those of contracts that declare any', () => {
    expect(declared.length).toBeGreaterThan(20)
    expect(catalog.find('auth.sessions.login')).toBeUndefined()
    expect(catalog.all().filter(({ service }) => service === 'nexus')).toEqual([])
  })

  test.each(declared)('"%s" is %s and nothing else', (phrase, id) => {
    const text = said(phrase)
    const proposal = propose(text)
    expect(proposal).toMatchObject({ intent: id })
    expect(proposal?.confidence).toBeGreaterThanOrEqual(CERTAIN)
    const sayable = catalog.find(id)
    expect(sayable && planOf(sayable, proposal?.slots ?? {}, text)).toMatchObject({
      command: { operation: id },
    })
  })

  test('are the same in capitals, and said politely', () => {
    expect(propose(`Please WITHDRAW me from Enrollment ${ID}, kindly!`)).toEqual(
      propose(`withdraw me from enrollment ${ID}`),
    )
  })
})

describe('a text', () => {
  test('fills fields by what stands between the words, without quotes and the end of the sentence', () => {
    expect(propose('Create a course called “On being: a primer” at level ZA-NQF/6!')?.slots).toEqual({
      title: 'On being: a primer',
      level: 'ZA-NQF/6',
    })
    expect(propose('search the catalog for birds of the Cape.')?.slots).toEqual({ q: 'birds of the Cape' })
  })

  test('that says it otherwise is understood by its words and ids, but not for certain', () => {
    const proposal = propose(`I would like you to enroll me in the course (${ID})`)
    expect(proposal).toMatchObject({ intent: 'education.enrollments.enroll', slots: { courseId: ID } })
    expect(proposal?.confidence).toBeLessThan(CERTAIN)
  })

  test('with two ids where one is wanted fills none of them', () => {
    expect(propose(`could you enroll me in course ${ID} or ${ID}`)?.slots).toEqual({})
  })

  test.each(['', '"enroll me in"', 'colorless green ideas sleep furiously'])('%j is nothing', text => {
    expect(propose(text)?.confidence ?? 0).toBeLessThan(UNDERSTOOD)
  })

  test('always gives the same answer', () => {
    const texts = ['show my stuff', 'courses', 'list everything of mine', `course ${ID}`]
    const once = texts.map(propose)
    expect(texts.map(text => new PhraseClassifier().propose(text, catalogOf(platform)))).toEqual(once)
  })

  test('that fits two operations equally is certain of neither', () => {
    const [education] = platform.filter(({ name }) => name === 'education')
    const twin = { ...education, name: 'twin' } as Contract
    const proposal = classifier.propose('list my courses', catalogOf([education as Contract, twin]))
    expect(proposal?.confidence).toBeLessThan(CERTAIN)
  })

  test('has nothing in it that its reader would not see', () => {
    expect(visible('  a\u200B\u202E\u00ADb\u0007\n c\u00A0d  ')).toBe('ab c d')
    expect(tokensOf('please, Show "my account" kindly!').map(({ word }) => word)).toEqual(['show', ''])
  })

  test('of any kind takes no longer for being hostile', () => {
    const texts = [
      '"'.repeat(1_000),
      'at level '.repeat(110),
      'create a course called '.repeat(40),
      '“'.repeat(1_000),
    ]
    for (const text of texts) expect(propose(text)?.confidence ?? 0).toBeLessThan(CERTAIN)
  })
})

describe('a plan', () => {
  const publish = () => catalog.find('education.courses.publish') ?? expect.fail('it is declared')
  const list = () => catalog.find('education.courses.list') ?? expect.fail('it is declared')

  test('holds what is sent, part by part', () => {
    expect(planOf(publish(), { courseId: ID }, `publish ${ID}`)).toEqual({
      command: {
        operation: 'education.courses.publish',
        service: 'education',
        summary: 'Publish the draft as a new version',
        method: 'POST',
        path: '/education/v1/courses/{courseId}/publish',
        access: 'permission:course:edit',
        changes: true,
        slots: { courseId: ID },
        request: { path: '/v1/courses/{courseId}/publish', params: { courseId: ID }, query: {} },
      },
    })
    const searched = planOf(list(), { q: 'owls' }, 'find owls')
    expect(searched).toMatchObject({
      command: { changes: false, request: { query: { q: 'owls' }, params: {} } },
    })
  })

  test.each<[what: string, slots: Record<string, string>, slot: string]>([
    ['a field that is missing', {}, 'courseId'],
    ['what it does not take', { courseId: 'text' }, 'courseId'],
    ['what was not said', { courseId: ID.replace('1', '2') }, 'courseId'],
    ['a field that no phrase names', { courseId: ID, ifMatch: 'text' }, 'ifMatch'],
    [
      'a field of the prototype',
      Object.fromEntries([
        ['courseId', ID],
        ['__proto__', 'text'],
      ]),
      '__proto__',
    ],
    ['a field that objects have', { courseId: ID, constructor: 'text' }, 'constructor'],
  ])('is refused for %s', (_, slots, slot) => {
    expect(planOf(publish(), slots, `text ${ID}`)).toEqual({
      faults: [{ slot, message: expect.any(String) }],
    })
  })
})

describe('it begins', () => {
  test.each([
    { isAllowed: true, confidence: 1, changes: false, state: 'running' },
    { isAllowed: true, confidence: CERTAIN, changes: false, state: 'running' },
    { isAllowed: true, confidence: CERTAIN - 0.01, changes: false, state: 'needs-confirmation' },
    { isAllowed: true, confidence: 1, changes: true, state: 'needs-confirmation' },
    { isAllowed: false, confidence: 1, changes: false, state: 'refused' },
    { isAllowed: false, confidence: 1, changes: true, state: 'refused' },
  ])('$state, allowed $isAllowed, changing $changes, sure $confidence', ({ state, ...judged }) => {
    expect(beginning(judged)).toBe(state)
  })
})
