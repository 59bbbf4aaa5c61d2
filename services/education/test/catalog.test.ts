import { InvalidRequest } from '@azora/contracts'
import { startedOnce } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { service } from '../src/service.js'
import { aDraft, aPublishedCourse, at } from './courses.js'
import { somebody } from './people.js'

const app = startedOnce(service)
const search = (query: Parameters<ReturnType<typeof app>['client']['courses']['list']>[0] & object) =>
  app().client.courses.list(query)

async function found(query: NonNullable<Parameters<typeof search>[0]['query']>): Promise<string[]> {
  return (await search({ query })).items.map(({ title }) => title)
}

describe('the catalog', () => {
  test('shows what is published, the latest first', async () => {
    const author = await somebody(app(), 'instructor')
    await aDraft(author, { title: 'Hidden' })
    await aPublishedCourse(author, { title: 'Older' })
    app().clock.advance(1_000)
    await aPublishedCourse(author, { title: 'Newer' })

    expect(await found({ ownerId: author.id })).toEqual(['Newer', 'Older'])
  })

  test('is filtered by framework, level and language, together', async () => {
    const author = await somebody(app(), 'instructor')
    const { id: ownerId } = author
    await aPublishedCourse(author, { title: 'Wiskunde', level: 'ZA-SCHOOL/10', language: 'af' })
    await aPublishedCourse(author, { title: 'Maths', level: 'ZA-SCHOOL/10' })
    await aPublishedCourse(author, { title: 'Analysis', level: 'ZA-NQF/7' })

    expect(await found({ ownerId, framework: 'ZA-NQF' })).toEqual(['Analysis'])
    expect((await found({ ownerId, level: 'ZA-SCHOOL/10' })).toSorted()).toEqual(['Maths', 'Wiskunde'])
    expect(await found({ ownerId, level: 'ZA-SCHOOL/10', language: 'af' })).toEqual(['Wiskunde'])
  })
})

describe('searching the catalog', () => {
  test('finds words in titles before those in descriptions, and those before lessons', async () => {
    const author = await somebody(app(), 'instructor')
    const module = { title: 'Basics', lessons: [{ title: 'The photosynthesis of algae' }] }
    await aPublishedCourse(author, { title: 'Biology', modules: [module] })
    await aPublishedCourse(author, { title: 'Plants', description: 'From photosynthesis to seeds' })
    await aPublishedCourse(author, { title: 'Photosynthesis' })

    expect(await found({ ownerId: author.id, q: 'photosynthesis' })).toEqual([
      'Photosynthesis',
      'Plants',
      'Biology',
    ])
  })

  test('finds other forms of English words, exact words of other languages, and phrases', async () => {
    const author = await somebody(app(), 'instructor')
    const { id: ownerId } = author
    await aPublishedCourse(author, { title: 'Proving theorems in geometry' })
    await aPublishedCourse(author, { title: 'Izifundo zesiZulu', language: 'zu' })

    expect(await found({ ownerId, q: 'theorem' })).toEqual(['Proving theorems in geometry'])
    expect(await found({ ownerId, q: 'izifundo' })).toEqual(['Izifundo zesiZulu'])
    expect(await found({ ownerId, q: '"theorems in geometry"' })).toEqual(['Proving theorems in geometry'])
    expect(await found({ ownerId, q: 'theorems -geometry' })).toEqual([])
    expect(await found({ ownerId, q: 'astronomy' })).toEqual([])
  })

  test('walks all pages without repeating or losing a course, ties among them', async () => {
    const author = await somebody(app(), 'instructor')
    for (let n = 0; n < 7; n++) await aPublishedCourse(author, { title: `Fractions, part ${n}` })

    for (const q of ['fractions', undefined]) {
      const seen: string[] = []
      for await (const { title } of search({ query: { ownerId: author.id, q, limit: 3 } })) seen.push(title)
      expect(new Set(seen)).toEqual(new Set(Array.from({ length: 7 }, (_, n) => `Fractions, part ${n}`)))
      expect(seen).toHaveLength(7)
    }
  })

  test('finds what was published, not what the draft has become since', async () => {
    const author = await somebody(app(), 'instructor')
    const course = await aPublishedCourse(author)
    await author.modules.add({ ...at(course), body: { title: 'Topology' } })

    expect(await found({ ownerId: author.id, q: 'topology' })).toEqual([])
  })

  test.each(['" unbalanced', "'; drop table course; --", '& | ! ( ) :*', '%_\\', '🦔', '-'])(
    'takes %s as words, not as syntax',
    async q => {
      expect((await search({ query: { q } })).items).toEqual([])
    },
  )

  test.each([
    ['a cursor of no list', { cursor: 'bm9uc2Vuc2U' }],
    ['a limit beyond 100', { limit: 101 }],
    ['a level without a framework', { level: '10' }],
    ['words with a NUL character', { q: 'a\0b' }],
    ['no words at all', { q: '  ' }],
  ])('refuses %s', async (_, query) => {
    await expect(search({ query })).rejects.toThrow(InvalidRequest)
  })
})
