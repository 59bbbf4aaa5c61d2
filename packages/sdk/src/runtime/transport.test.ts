import { gzipSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { library } from '../../test/fixtures/library.js'
import { json, serving, withHeaders } from '../../test/fixtures/server.js'
import { createClient } from '../client.js'

const EMPTY = { items: [], nextCursor: null }

test('a redirect is not followed: the token would go where it does not belong', async () => {
  await using elsewhere = await serving((_, response) => json(response, 200, EMPTY))
  await using server = await serving((_, response) =>
    withHeaders(response, { location: elsewhere.url }).writeHead(302).end(),
  )

  await expect(
    createClient(library, { baseUrl: server.url, token: 'mine' }).books.list(),
  ).rejects.toMatchObject({ code: 'unexpected-answer', status: 302 })
  expect(elsewhere.arrived).toHaveLength(0)
})

test('a proxy in the environment does not come between services of one machine', async () => {
  vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:1')
  await using server = await serving((_, response) => json(response, 200, EMPTY))

  expect(await createClient(library, { baseUrl: server.url }).books.list()).toEqual(EMPTY)
  vi.unstubAllEnvs()
})

test('connections are kept and used again', async () => {
  const sockets = new Set<unknown>()
  await using server = await serving((_, response) => {
    sockets.add(response.socket)
    json(response, 200, EMPTY)
  })
  const client = createClient(library, { baseUrl: server.url })

  for (let call = 0; call < 10; call += 1) await client.books.list()

  expect(sockets.size).toBe(1)
})

test('compressed answers are read', async () => {
  await using server = await serving((_, response) =>
    withHeaders(response, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify(EMPTY))),
  )

  expect(await createClient(library, { baseUrl: server.url }).books.list()).toEqual(EMPTY)
})

test('an answer that breaks off in its middle is no answer', async () => {
  await using server = await serving((_, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{"items":', () => response.socket?.destroy())
  })

  await expect(createClient(library, { baseUrl: server.url, retries: 0 }).books.list()).rejects.toMatchObject(
    { code: 'connection-failed' },
  )
})

test('an adapter of the caller is handed what axios would send', async () => {
  const sent: unknown[] = []
  const client = createClient(library, {
    baseUrl: 'http://anywhere.test',
    adapter: config => {
      sent.push([config.method, config.url, config.data])
      return Promise.resolve({ status: 201, statusText: '', headers: {}, data: '{"id":"1"}', config })
    },
  })

  expect(await client.books.create({ body: { title: 'Proofs' } })).toEqual({ id: '1' })
  expect(sent).toEqual([['post', 'http://anywhere.test/v1/books', '{"title":"Proofs"}']])
})

test('an answer beyond 64 MiB is refused, and not read to its end', async () => {
  await using server = await serving((_, response) => {
    const piece = Buffer.alloc(1024 * 1024, ' ')
    const more = () => {
      while (!response.destroyed && response.write(piece));
    }
    response.on('drain', more)
    more()
  })

  await expect(
    createClient(library, { baseUrl: server.url }).books.list({}, { retries: 0 }),
  ).rejects.toMatchObject({
    code: 'connection-failed',
  })
})
