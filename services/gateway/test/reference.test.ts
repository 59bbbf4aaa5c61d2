import { createHash } from 'node:crypto'
import { contract, problem, route } from '@azora/contracts'
import { openApiOf, platformOpenApi } from '@azora/contracts/openapi'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { mergedDocument } from '../src/reference/merge.js'
import { upstreamServer } from './fixture-servers.js'
import { runningGateway } from './running-gateway.js'

const NoteNotFound = problem('note-not-found', 404, 'There is no such note')
const Note = (more: z.ZodRawShape) => z.object({ id: z.uuid(), ...more }).meta({ id: 'Note' })
const contractOf = <const Name extends string>(name: Name, more: z.ZodRawShape) =>
  contract(name, {
    title: `${name} <b>`,
    description: 'For tests.',
    routes: {
      notes: {
        list: route.get('/notes', {
          summary: 'List <script>alert(1)</script> notes',
          access: 'public',
          returns: z.array(Note(more)),
        }),
        write: route.post('/notes', {
          summary: 'Write a note',
          description: 'Says `hello`.',
          access: 'permission:note:write',
          body: z.object({ text: z.string().max(10).meta({ description: 'What it says.' }) }),
          returns: Note(more),
          problems: [NoteNotFound],
        }),
      },
    },
  })
const diary = contractOf('diary', { text: z.string() })
const wiki = contractOf('wiki', { markup: z.string() })
const serviceOf = (declared: ReturnType<typeof contractOf>) =>
  upstreamServer((_, response) => response.end(JSON.stringify(openApiOf(declared))))
const documentOf = async (url: string) =>
  (await (await fetch(`${url}/openapi.json`)).json()) as ReturnType<typeof openApiOf>

describe('the merged document', () => {
  test('is what the contracts together would give', () => {
    const merged = mergedDocument(
      [diary, wiki].map(declared => ({ service: declared.name, document: openApiOf(declared) })),
    )
    const expected = platformOpenApi([diary, wiki])

    expect(merged.paths).toEqual(expected.paths)
    expect(merged.components.schemas).toEqual(expected.components.schemas)
    expect(merged.components.responses).toEqual(expected.components.responses)
    expect(merged.tags).toEqual(expected.tags)
  })
})

describe('/openapi.json', () => {
  test('follows the services that run, and asks each of them once', async () => {
    await using first = await serviceOf(diary)
    await using second = await serviceOf(wiki)
    await using gateway = await runningGateway([{ name: 'diary', urls: [first.url], operations: [] }])
    const pathsNow = async () => Object.keys((await documentOf(gateway.url)).paths)

    expect(await pathsNow()).toEqual(['/diary/v1/notes'])
    await gateway.route(
      { name: 'diary', urls: [first.url], operations: [] },
      { name: 'wiki', urls: [second.url], operations: [] },
    )
    expect(await pathsNow()).toEqual(['/diary/v1/notes', '/wiki/v1/notes'])
    await gateway.route({ name: 'wiki', urls: [second.url], operations: [] })
    expect(await pathsNow()).toEqual(['/wiki/v1/notes'])
    expect([first.requests.length, second.requests.length]).toEqual([1, 1])
  })

  test('does without a service that answers nonsense, until it does not', async () => {
    let answer = 'nonsense'
    await using upstream = await upstreamServer((_, response) => response.end(answer))
    await using gateway = await runningGateway([{ name: 'diary', urls: [upstream.url], operations: [] }])

    const before = await documentOf(gateway.url)
    answer = JSON.stringify(openApiOf(diary))
    const after = await documentOf(gateway.url)

    expect(Object.keys(before.paths)).toEqual([])
    expect(Object.keys(after.paths)).toEqual(['/diary/v1/notes'])
  })
})

describe('/docs', () => {
  async function page() {
    await using upstream = await serviceOf(diary)
    await using gateway = await runningGateway([{ name: 'diary', urls: [upstream.url], operations: [] }])
    const response = await fetch(`${gateway.url}/docs`)
    const again = await fetch(`${gateway.url}/docs`, {
      headers: { 'if-none-match': response.headers.get('etag') ?? '' },
    })
    return { response, text: await response.text(), again }
  }

  test('shows every operation, with what it takes and how it fails', async () => {
    const { response, text } = await page()

    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    for (const shown of [
      'id="op-diary.notes.write"',
      '/diary/v1/notes',
      'note:write',
      'What it says.',
      'note-not-found',
      'at most 10 characters',
    ])
      expect(text).toContain(shown)
  })

  test('escapes what contracts say', async () => {
    const { text } = await page()

    expect(text).not.toContain('<script>alert')
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  test('loads nothing, and its policy allows its own style and script alone', async () => {
    const { response, text } = await page()
    const policy = response.headers.get('content-security-policy') ?? ''
    const inline = [...text.matchAll(/<(?:script|style)>([\s\S]*?)<\/(?:script|style)>/g)].map(
      match => match[1] ?? '',
    )

    expect(inline).toHaveLength(2)
    for (const code of inline)
      expect(policy).toContain(`'sha256-${createHash('sha256').update(code).digest('base64')}'`)
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    expect(text).not.toMatch(/\b(?:src|srcset|action)=|style="|\son\w+=|url\(|@import|https?:\/\//)
  })

  test('has an ETag, and is not sent twice', async () => {
    const { again } = await page()

    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
  })
})
