import { Forbidden, isProblem, operationsOf, Unauthenticated } from '@azora/contracts'
import { describe, expect, test } from 'vitest'
import { NoteNotFound, service } from '../fixtures/notes/service.js'
import { PIPELINE } from '../src/http/app.js'
import { defineService } from '../src/index.js'
import { started, user } from '../src/testing/index.js'

const UNKNOWN = '01900000-0000-7000-8000-000000000000'

test('the pipeline passes every request in this order', () => {
  expect(PIPELINE).toEqual([
    'context',
    'cors',
    'probes',
    'address-limit',
    'match',
    'access',
    'principal-limit',
    'body',
    'handler',
  ])
})

test.each([
  ['from a trusted proxy names the path the client asked it for', '127.0.0.1', '/notes/v1/nowhere'],
  ['from anybody else names the path it came with', '10.0.0.1', '/v1/nowhere'],
])('a problem for a request %s', async (...[, proxies, instance]) => {
  await using app = await started(service, { env: { TRUSTED_PROXIES: proxies } })
  const response = await fetch(`${app.url}/v1/nowhere`, { headers: { 'x-forwarded-prefix': '/notes' } })
  expect(await response.json()).toMatchObject({ code: 'not-found', instance })
})

test('a service that forwards tells what its contract promises, though others answer it', async () => {
  const { contract } = service
  const forwarding = defineService({ contract, forward: () => ({ match() {}, forward() {} }) })
  await using app = await started(forwarding)
  expect(app.service.operations.map(({ id }) => id)).toEqual(operationsOf(contract).map(({ id }) => id))
})

describe('an answer', () => {
  test('is typed by the contract and carries the request id the client chose', async () => {
    await using app = await started(service)
    const writer = await app.as(user({ permissions: ['note:create'] }))

    const note = await writer.notes.create({ body: { title: 'Proofs' } })
    const { items } = await app.client.notes.list()
    const response = await fetch(`${app.url}/v1/notes`, { headers: { 'x-request-id': 'chosen-by-me' } })

    expect(items).toEqual([note])
    expect(response.headers.get('x-request-id')).toBe('chosen-by-me')
  })

  test('has an ETag where the route asks for one, and 304 for who has it', async () => {
    await using app = await started(service)
    const someone = user({ permissions: ['note:create'] })
    const { id } = await (await app.as(someone)).notes.create({ body: { title: 'Proofs' } })
    const authorization = `Bearer ${await app.issuer.tokenOf(someone)}`

    const first = await fetch(`${app.url}/v1/notes/${id}`, { headers: { authorization } })
    const etag = first.headers.get('etag') ?? ''
    const again = async (known: string) =>
      (await fetch(`${app.url}/v1/notes/${id}`, { headers: { authorization, 'if-none-match': known } }))
        .status

    expect(etag).toBe('"1"')
    expect(await Promise.all([etag, `W/${etag}`, `"7", ${etag}`, '*'].map(again))).toEqual([
      304, 304, 304, 304,
    ])
    expect(await again('"7"')).toBe(200)
  })

  test('is compressed when it is large and the client takes that', async () => {
    await using app = await started(service)
    const response = await fetch(`${app.url}/v1/large`, { headers: { 'accept-encoding': 'gzip' } })
    expect(response.headers.get('content-encoding')).toBe('gzip')
    expect(((await response.json()) as { text: string }).text).toHaveLength(12_000)
  })

  test.each(['local', 'production'])(
    'with a field the contract does not name is refused before it leaves (%s)',
    async profile => {
      await using app = await started(service, { env: { AZORA_PROFILE: profile } })
      const response = await fetch(`${app.url}/v1/leak`)
      expect(response.status).toBe(500)
      expect(await response.text()).not.toContain('passwordHash')
      expect(app.logs.text).toContain('undeclared field: /passwordHash')
    },
  )
})

describe('a failure', () => {
  test('declared in the contract reaches the client as its class, with the request id', async () => {
    await using app = await started(service)
    const reader = await app.as(user())
    const error: unknown = await reader.notes.get({ params: { noteId: UNKNOWN } }).catch(thrown => thrown)
    expect(error).toBeInstanceOf(NoteNotFound)
    expect(isProblem(error) && error.requestId).toMatch(/^[\w-]{8,64}$/)
  })

  test('that is no error at all is internal-error, told in the log and not on the wire', async () => {
    await using app = await started(service)
    const response = await fetch(`${app.url}/v1/crash`)
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      500,
      'internal-error',
    ])
    expect(app.logs.text).toContain('not an error')
  })

  test('to finish in time is 504', async () => {
    await using app = await started(service)
    const { gate } = await import('../fixtures/notes/service.js')
    gate.wait = new Promise(() => {})
    const response = await fetch(`${app.url}/v1/slow`)
    gate.wait = Promise.resolve()
    expect(response.status).toBe(504)
  })
})

describe('access', () => {
  test.each([
    ['no token', (app: App) => app.client, Unauthenticated],
    ['a token without the permission', (app: App) => app.as(user()), Forbidden],
    ['a service where a user is wanted', (app: App) => app.asService('finance'), Forbidden],
  ])('%s is refused', async (_name, client, problem) => {
    await using app = await started(service)
    const caller = await client(app)
    await expect(caller.notes.create({ body: { title: 'x' } })).rejects.toThrow(problem)
  })

  test('a service calls what is for services, a user does not', async () => {
    await using app = await started(service)
    expect(await (await app.asService('finance')).notes.internal()).toEqual({ caller: 'finance' })
    await expect(
      (await app.as(user({ roles: ['admin'], permissions: ['*:*'] }))).notes.internal(),
    ).rejects.toThrow(Forbidden)
  })

  test('a token is refused once its session is revoked, though it was good before', async () => {
    await using app = await started(service)
    const someone = user({ roles: ['admin'] })
    const client = await app.as(someone)
    await client.notes.remove({ params: { noteId: UNKNOWN } })
    app.issuer.revoked.add(someone.sessionId)
    await expect(client.notes.remove({ params: { noteId: UNKNOWN } })).rejects.toThrow(Unauthenticated)
  })
})

type App = Awaited<ReturnType<typeof started<typeof service.contract>>>
