import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contract, operationsOf, page, type Route, route } from '@azora/contracts'
import { platform } from '@azora/contracts/platform'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { library } from '../../test/fixtures/library.js'
import { Platform } from '../generated/platform.js'
import { Runtime } from '../runtime/runtime.js'
import { generatePlatform, generateService } from './index.js'
import { camelCase } from './names.js'
import { modelOf } from './service-text.js'
import { typeTestText } from './type-test-text.js'

const fixtures = join(import.meta.dirname, '../../test/fixtures')
const folder = join(import.meta.dirname, '../generated')
const runtime = '../../../src/runtime.js'

const withRoutes = (routes: Record<string, Route>) =>
  contract('shop', { title: 'Shop', description: 'Sells.', routes: { things: routes } })
const textOf = (routes: Record<string, Route>) => generateService(withRoutes(routes)).text
const options = { summary: 'Do it', access: 'public' } as const

test('the client of the library reads as committed', async () => {
  await expect(generateService(library, { runtime }).text).toMatchFileSnapshot(
    join(fixtures, 'generated/library.ts'),
  )
})

test('the type test of the library reads as committed', async () => {
  const imports = {
    contract: '../library.js',
    generated: './library.js',
    client: '../../../src/client.js',
    options: runtime,
  }

  await expect(typeTestText(modelOf(library), imports)).toMatchFileSnapshot(
    join(fixtures, 'generated/library.test-d.ts'),
  )
})

test('the same contract gives the same text', () => {
  expect(generatePlatform([library])).toEqual(generatePlatform([library]))
})

test('what is committed is what the contracts give', () => {
  const hasProblems = (service: string) =>
    existsSync(join(folder, `../../../contracts/src/${service}/problems.ts`))
  const files = generatePlatform(platform, hasProblems)

  expect(readdirSync(folder).toSorted()).toEqual(files.map(({ name }) => name).toSorted())
  for (const { name, text } of files) expect(readFileSync(join(folder, name), 'utf8')).toBe(text)
})

test('every route of every contract has its method', () => {
  const clients: object = new Platform(new Runtime({}))
  const missing = platform.flatMap(service =>
    operationsOf(service)
      .filter(({ resource, name }) => {
        const client = Reflect.get(clients, camelCase(service.name))
        return typeof client[resource]?.[name] !== 'function'
      })
      .map(({ id }) => `${service.name}.${id}`),
  )

  expect(missing).toEqual([])
})

test('a schema whose input differs is declared twice where both are used, and once where one is', () => {
  const Thing = z.object({ size: z.int().default(1) }).meta({ id: 'Thing' })
  const Draft = z.object({ size: z.int().default(1) }).meta({ id: 'Draft' })
  const text = textOf({
    create: route.post('/things', { ...options, body: Draft, returns: Thing }),
    replace: route.put('/things', { ...options, body: Thing, returns: Thing }),
  })

  expect(text).toContain('export interface Thing {\n  size: number\n}')
  expect(text).toContain('export interface ThingInput {\n  size?: number\n}')
  expect(text).toContain('export interface Draft {\n  size?: number\n}')
  expect(text).toContain('replace(body: ThingInput, options?: RequestOptions): CallPromise<Thing> {')
})

test('a schema that holds itself is written by its name', () => {
  const Folder = z
    .object({
      name: z.string(),
      get children() {
        return z.array(Folder)
      },
    })
    .meta({ id: 'Folder' })

  expect(textOf({ get: route.get('/things', { ...options, returns: Folder }) })).toContain(
    'children: Folder[]',
  )
})

test('a resource named like a schema gives way', () => {
  const Things = z.object({ all: z.int() }).meta({ id: 'Things' })
  const text = textOf({ count: route.get('/things', { ...options, returns: Things }) })

  expect(text).toContain('export interface Things {')
  expect(text).toContain('export class ThingsOperations {')
})

test('documentation cannot end the comment it stands in', () => {
  expect(textOf({ get: route.get('/things', { ...options, summary: 'Beware of */ here' }) })).toContain(
    '/** Beware of *\\/ here. */',
  )
})

test.each([
  ['a transform', z.string().transform(text => text.length), 'transform'],
  ['a date', z.date(), 'date'],
  ['a custom type', z.custom<string>(), 'custom'],
])('%s has no type to write down: the contract is refused by name', (_, schema, kind) => {
  expect(() => textOf({ get: route.get('/things', { ...options, returns: schema }) })).toThrow(
    `The client of shop cannot be generated: a schema of type '${kind}'`,
  )
})

test('two schemas of one id are refused', () => {
  const first = z.object({ a: z.int() }).meta({ id: 'Twin' })
  const second = z.object({ b: z.int() }).meta({ id: 'Twin' })
  const routes = {
    one: route.get('/one', { ...options, returns: first }),
    two: route.get('/two', { ...options, returns: page(second) }),
  }

  expect(() => textOf(routes)).toThrow('two schemas are called Twin')
})

test('a schema whose name the client needs itself is refused', () => {
  const Runtime = z.object({ a: z.int() }).meta({ id: 'Runtime' })

  expect(() => textOf({ get: route.get('/one', { ...options, returns: Runtime }) })).toThrow(
    'give that schema another id',
  )
})

test('a service that is named like a part of the SDK is refused', () => {
  const runtime = contract('runtime', { title: 'Runtime', description: 'Runs.', routes: {} })

  expect(() => generateService(runtime)).toThrow(
    'The client of runtime cannot be generated: the SDK has a part of that name',
  )
})
