import { Parser } from '@asyncapi/parser'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { library } from '../test/library.js'
import { asyncApiOf, platformAsyncApi } from './asyncapi.js'
import { contract } from './contract.js'
import { event } from './event.js'
import { nexus } from './nexus/index.js'
import { platform } from './platform.js'

const ERROR = '0'
const parser = new Parser()

/** What the reference parser finds wrong, advice left aside. */
async function faults(document: object) {
  const diagnostics = await parser.validate(JSON.stringify(document))
  return diagnostics
    .filter(({ severity }) => String(severity) === ERROR)
    .map(({ message, path }) => ({ message, path }))
}

describe('the document of a service', () => {
  const document = asyncApiOf(library)

  test('is valid AsyncAPI 3', async () => {
    expect(await faults(document)).toEqual([])
  })

  test('has a channel for each WebSocket: its path, how it is asked for, and what it tells', () => {
    const { channels, operations, components } = asyncApiOf(nexus)
    expect(channels).toMatchObject({
      'nexus.feed.read': {
        address: '/v1/feed',
        description: expect.stringContaining('azora.bearer.'),
        bindings: { ws: { method: 'GET', query: { properties: { cursor: {}, type: {} } } } },
      },
    })
    expect(operations['tell.nexus.feed.read']).toMatchObject({ action: 'send' })
    const told = components.messages['nexus.feed.read']
    expect(told).toMatchObject({ contentType: 'application/json', payload: { oneOf: expect.any(Array) } })
    expect(components.schemas).toMatchObject({ FeedEvent: {}, FeedGap: {}, FeedHeartbeat: {} })
  })

  test('would be refused with a channel that leads nowhere', async () => {
    const broken = { ...document, channels: {} }
    expect(await faults(broken)).not.toEqual([])
  })

  test('has one channel and one publishing operation per event type', () => {
    expect(Object.keys(document.channels)).toEqual(['book.lent'])
    expect(document.operations['publish.book.lent']).toMatchObject({
      action: 'send',
      summary: 'A book was lent',
    })
  })

  test('puts the data into a CloudEvent of that type and schema version', () => {
    expect(document.components.messages['book.lent']?.payload.allOf).toMatchObject([
      { $ref: '#/components/schemas/CloudEvent' },
      {
        properties: {
          type: { const: 'book.lent' },
          dataschema: { const: 'https://azora.dev/events/book.lent/v1' },
          data: { required: ['bookId', 'until'] },
        },
      },
    ])
  })
})

describe('the document of the platform', () => {
  test('is valid AsyncAPI 3', async () => {
    expect(await faults(platformAsyncApi([...platform, library]))).toEqual([])
  })

  test('has WebSockets where the gateway has them', () => {
    expect(platformAsyncApi(platform).channels['nexus.feed.read']?.address).toBe('/nexus/v1/feed')
  })

  test('renames schemas on whose name services disagree', () => {
    const publishing = (name: string, field: z.ZodType) =>
      contract(name, {
        title: name,
        description: name,
        routes: {},
        events: {
          Happened: event(`${name}.happened`, {
            summary: 'It happened',
            data: z.object({ id: z.string(), detail: z.object({ field }).meta({ id: 'Detail' }) }),
            subject: () => 'x',
          }),
        },
      })
    const { components } = platformAsyncApi([publishing('one', z.string()), publishing('two', z.int())])
    expect(Object.keys(components.schemas)).toEqual(['OneDetail', 'TwoDetail', 'CloudEvent'])
  })
})
