import { once } from 'node:events'
import type { Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { failures, percentile, steadyLoad } from '../load.js'
import { attacked } from './attacked.js'
import { connection } from './wire.js'

const { gateway, auth, education, tokens } = attacked()

const MIB = 1024 * 1024

/** What a process holds, in bytes, as its metrics say. */
async function memoryOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^process_resident_memory_bytes(?:\{.*\})? (\S+)$/m.exec(text)?.[1])
}

describe('a small body that grows when it is unpacked', () => {
  const bomb = Buffer.alloc(64 * MIB)
  const BOMBS: readonly (readonly [name: string, encoding: string, body: Buffer, status: number])[] = [
    ['by gzip', 'gzip', gzipSync(bomb), 413],
    ['by deflate', 'deflate', deflateSync(bomb), 413],
    ['by brotli', 'br', brotliCompressSync(bomb, { params: {} }), 413],
    ['twice', 'gzip, gzip', gzipSync(gzipSync(bomb)), 415],
    ['twice, in one header each', 'gzip,br', brotliCompressSync(gzipSync(bomb)), 415],
    ['by something nobody knows', 'zstd', gzipSync(bomb), 415],
    ['by nothing, it says', 'identity, gzip', gzipSync(bomb), 415],
    ['by what it is not', 'gzip', Buffer.from('{"email":"x"}'), 400],
    [
      'and is cut short',
      'gzip',
      gzipSync('{"email":"nobody@example.org","password":"x"}').subarray(0, 30),
      400,
    ],
  ]

  test.each(BOMBS)('%s is refused before it has grown', async (...[, encoding, body, status]) => {
    // The bomb itself must fit what the operation takes, or nothing would be unpacked.
    const small = body.subarray(0, 100_000)
    const before = await memoryOf(auth)
    const answers = await Promise.all(
      Array.from(
        { length: 8 },
        async (_, n) =>
          (
            await fetch(n % 2 === 0 ? `${gateway}/auth/v1/login` : `${auth}/v1/login`, {
              method: 'POST',
              headers: { 'content-type': 'application/json', 'content-encoding': encoding },
              body: small,
            })
          ).status,
      ),
    )
    expect(answers).toEqual(answers.map(() => status))
    expect((await memoryOf(auth)) - before).toBeLessThan(128 * MIB)
  })
})

/** Connections that are slow in one way, until the server ends them. */
function slowly(url: string, count: number, begin: (socket: Socket) => void): { ended: Promise<number[]> } {
  const since = performance.now()
  const sockets = Array.from({ length: count }, () =>
    connection(url).on('connect', function connected(this: Socket) {
      begin(this)
    }),
  )
  const ended = sockets.map(async socket => {
    await new Promise(resolve => socket.resume().once('close', resolve))
    return performance.now() - since
  })
  return { ended: Promise.all(ended) }
}

/** Bytes one after another, for as long as somebody listens. */
function drip(socket: Socket, bytes: string): void {
  const timer = setInterval(() => socket.write(bytes), 500)
  socket.once('close', () => clearInterval(timer))
}

const EVERY: Readonly<Record<string, (socket: Socket) => void>> = {
  'say nothing': () => undefined,
  'send a head byte by byte': socket => {
    socket.write('GET /auth/v1/me HTTP/1.1\r\nhost: x\r\nx-a: ')
    drip(socket, 'a')
  },
  'send headers without end': socket => {
    socket.write('GET /auth/v1/me HTTP/1.1\r\nhost: x\r\n')
    drip(socket, 'x: y\r\n')
  },
  'send a body byte by byte': socket => {
    socket.write(
      'POST /auth/v1/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{',
    )
    drip(socket, ' ')
  },
  'send a body in chunks without end': socket => {
    socket.write(
      'POST /auth/v1/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n',
    )
    drip(socket, '1\r\n \r\n')
  },
  'announce a body and never send it': socket => {
    socket.write(
      'POST /auth/v1/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n',
    )
  },
}

/** Ten seconds for a head, or for an operation; one more for the sweep that looks; the rest is for a busy machine. */
const LONGEST_MS = 20_000

describe('connections that are slow on purpose', () => {
  test('are ended within seconds, and meanwhile everybody else is served', async () => {
    const attacks = Object.values(EVERY).flatMap(begin => [
      slowly(gateway, 40, begin),
      slowly(auth, 40, socket => begin(straight(socket))),
    ])
    await using load = steadyLoad(20, async () => (await fetch(`${gateway}/education/v1/levels`)).status)
    const endedMs = (await Promise.all(attacks.map(({ ended }) => ended))).flat()
    const served = await load.stop()
    expect(Math.max(...endedMs)).toBeLessThan(LONGEST_MS)
    expect({ few: served.length < 100, failed: failures(served) }).toEqual({ few: false, failed: {} })
    expect(percentile(served, 0.95)).toBeLessThan(2_000)
  })

  test('that read nothing of what they ask for cost nobody else', async () => {
    const before = await memoryOf(gateway)
    const ask = `GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(50)
    const sockets = Array.from({ length: 20 }, () => connection(gateway).pause())
    for (const socket of sockets) socket.write(ask)
    const served = await Promise.all(
      Array.from({ length: 50 }, async () => (await fetch(`${gateway}/education/v1/levels`)).status),
    )
    expect(served).toEqual(served.map(() => 200))
    expect((await memoryOf(gateway)) - before).toBeLessThan(256 * MIB)
    for (const socket of sockets) socket.destroy()
  })
})

/** The same request as a service itself knows it. */
function straight(socket: Socket): Socket {
  const write = socket.write.bind(socket)
  return Object.assign(socket, { write: (text: string) => write(text.replace(' /auth/v1/', ' /v1/')) })
}

describe('many connections at once', () => {
  test('are all held or ended, none forgotten, and the next ones are served', async () => {
    const sockets = Array.from({ length: 500 }, (_, n) =>
      connection([gateway, auth, education][n % 3] ?? gateway),
    )
    await Promise.all(sockets.map(socket => once(socket, 'connect')))
    const served = await Promise.all(
      [`${gateway}/education/v1/levels`, `${auth}/.well-known/jwks.json`, `${education}/v1/levels`].map(
        async url => (await fetch(url, { headers: { authorization: `Bearer ${tokens.learner}` } })).status,
      ),
    )
    expect(served).toEqual([200, 200, 200])
    for (const socket of sockets) socket.destroy()
  })
})
