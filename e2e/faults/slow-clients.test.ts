import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failures, percentile, steadyLoad } from '../load.js'
import { type Front, front } from './front.js'

// Clients that send or read slowly cost those beside them nothing, at the gateway and at a service itself.

const SLOW = 64
const PER_SECOND = 100
const DRIP_MS = 100

let it: Front
beforeAll(async () => {
  it = await front()
})
afterAll(() => it?.[Symbol.asyncDispose]())

/** What a slow client does with its connection. */
type Slowness = (socket: Socket, token: string) => NodeJS.Timeout | undefined

const head = (path: string, token: string, bytes: number) =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n`

const SLOWNESSES: Record<string, Slowness> = {
  'send a header a byte at a time': socket =>
    dripping(socket, `GET /livez HTTP/1.1\r\nx-slow: ${'x'.repeat(1_000)}`),
  'send a small body a byte at a time': (socket, token) => {
    socket.write(head('/education/v1/courses', token, 1_000))
    return dripping(socket, ' '.repeat(1_000))
  },
  'send a large body a byte at a time': (socket, token) => {
    socket.write(head('/education/v1/courses/import', token, 1_000_000))
    return dripping(socket, ' '.repeat(1_000_000))
  },
  'ask for large answers and read none': socket => {
    socket.pause()
    socket.write('GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(20))
    return undefined
  },
  'connect and say nothing': () => undefined,
}

test.each(Object.keys(SLOWNESSES))(`${SLOW} clients that %s cost nothing to others`, async slowness => {
  const alone = await others()
  const token = await it.token()
  const slow = await Promise.all(Array.from({ length: SLOW }, () => connected(it.gateway.url)))
  const drips = slow.map(socket => SLOWNESSES[slowness]?.(socket, token))
  // What it takes to accept them all is no slowness of theirs.
  const meanwhile = await others()
  const beside = await others()
  for (const drip of drips) clearInterval(drip)
  for (const socket of slow) socket.destroy()

  expect(failures([...meanwhile, ...beside])).toEqual({})
  expect(percentile(beside, 0.99)).toBeLessThan(percentile(alone, 0.99) + 100)
})

/** Reads and writes of a normal client, through the gateway and at the service itself. */
async function others() {
  const urls = [`${it.gateway.url}/education/v1/levels`, `${it.service.url}/v1/levels`]
  await using load = steadyLoad(PER_SECOND, async n => {
    const response = await fetch(urls[n % urls.length] ?? '')
    await response.arrayBuffer()
    return response.status
  })
  await load.further(PER_SECOND * 2)
  return load.stop()
}

async function connected(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

function dripping(socket: Socket, text: string): NodeJS.Timeout {
  let at = 0
  return setInterval(() => {
    if (socket.writable && at < text.length) socket.write(text.charAt(at++))
  }, DRIP_MS)
}
