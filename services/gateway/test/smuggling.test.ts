import { describe, expect, test } from 'vitest'
import { hello, sendRaw } from './fixture-servers.js'
import { type RunningGateway, runningGateway } from './running-gateway.js'

const operations = [
  { id: 'notes.list', path: '/v1/notes' },
  { id: 'notes.create', path: '/v1/notes', method: 'POST' as const },
]

const POST = 'POST /notes/v1/notes HTTP/1.1\r\nhost: x\r\n'
const HIDDEN = 'GET /notes/v1/notes?smuggled HTTP/1.1\r\nhost: x\r\n\r\n'

/** Requests that two servers could read differently, after `llhttp`'s and PortSwigger's collections. */
const AMBIGUOUS: Record<string, string> = {
  'a length and chunks': `${POST}content-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'chunks and a length': `${POST}transfer-encoding: chunked\r\ncontent-length: 6\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'two lengths': `${POST}content-length: 0\r\ncontent-length: 44\r\n\r\n${HIDDEN}`,
  'two equal lengths': `${POST}content-length: 1\r\ncontent-length: 1\r\n\r\na`,
  'a list of lengths': `${POST}content-length: 1, 1\r\n\r\na`,
  'a negative length': `${POST}content-length: -1\r\n\r\n`,
  'a signed length': `${POST}content-length: +1\r\n\r\na`,
  'a hexadecimal length': `${POST}content-length: 0x1\r\n\r\na`,
  'a length beyond all numbers': `${POST}content-length: 99999999999999999999999\r\n\r\n`,
  'a coding other than chunked last': `${POST}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
  'a coding nobody knows': `${POST}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n`,
  'a coding below chunks': `${POST}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'an empty coding before chunks': `${POST}transfer-encoding: ,chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'a coding without a name, and a length': `${POST}transfer-encoding:\r\ncontent-length: 0\r\n\r\n${HIDDEN}`,
  'chunks in HTTP/1.0': `POST /notes/v1/notes HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'two hosts': `GET /notes/v1/notes HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n`,
  'a target with a fragment': `GET /notes/v1/notes#a HTTP/1.1\r\nhost: x\r\n\r\n`,
  'chunked twice': `${POST}transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n`,
  'a space before the colon': `${POST}content-length : 5\r\n\r\nhello`,
  'a folded header': `${POST}x-a: 1\r\n folded\r\n\r\n`,
  'a bare line feed after a header': `${POST}content-length: 5\nx-a: 1\r\n\r\nhello`,
  'a bare line feed for all lines': 'GET /notes/v1/notes HTTP/1.1\nhost: x\n\n',
  'a bare carriage return in a header': `${POST}x-a: 1\rx-b: 2\r\n\r\n`,
  'a zero byte in a header': `${POST}x-a: \0\r\n\r\n`,
  'a space in a header name': `${POST}x a: 1\r\n\r\n`,
  'a chunk length that is no number': `${POST}transfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n`,
  'a chunk that is longer than it says': `${POST}transfer-encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n`,
  'no host': 'GET /notes/v1/notes HTTP/1.1\r\n\r\n',
  'a version that does not exist': 'GET /notes/v1/notes HTTP/9.9\r\nhost: x\r\n\r\n',
  'a method that does not exist': 'GETT /notes/v1/notes HTTP/1.1\r\nhost: x\r\n\r\n',
}

async function withGateway(run: (gateway: RunningGateway, seen: () => readonly string[]) => Promise<void>) {
  await using upstream = await hello()
  await using gateway = await runningGateway([{ name: 'notes', urls: [upstream.url], operations }])
  await run(gateway, () => upstream.requests.map(request => `${request.method} ${request.url}`))
}

const portOf = ({ url }: RunningGateway) => Number(new URL(url).port)

describe('an ambiguous request', () => {
  test.each(Object.entries(AMBIGUOUS))(
    'with %s gets 400, the connection is closed, nothing is smuggled',
    async (_, bytes) => {
      await withGateway(async (gateway, seen) => {
        const answer = await sendRaw(portOf(gateway), bytes)

        expect(answer).toMatch(/^HTTP\/1\.1 400 /)
        expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1)
        expect(answer.toLowerCase()).toContain('connection: close')
        expect(seen().filter(line => line.includes('smuggled'))).toEqual([])
      })
    },
  )

  test('with headers beyond 16 KiB gets 431', async () => {
    await withGateway(async (gateway, seen) => {
      const answer = await sendRaw(
        portOf(gateway),
        `GET /notes/v1/notes HTTP/1.1\r\nhost: x\r\nx-a: ${'a'.repeat(20_000)}\r\n\r\n`,
      )

      expect(answer).toMatch(/^HTTP\/1\.1 431 /)
      expect(answer).toContain('"code":"headers-too-large"')
      expect(seen()).toEqual([])
    })
  })
})

describe('requests after one another on a connection', () => {
  test('are answered in order, each on its own', async () => {
    await withGateway(async (gateway, seen) => {
      const get = (n: number) => `GET /notes/v1/notes?n=${n} HTTP/1.1\r\nhost: x\r\n\r\n`
      const answer = await sendRaw(
        portOf(gateway),
        get(1) + get(2) + get(3),
        text => text.split('hello').length === 4,
      )

      expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(3)
      expect(seen()).toHaveLength(3)
    })
  })
})
