import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { drained } from './drain/drained.js'

// One process, and how it ends: without a supervisor, as it would in a container.

describe('a process that is sent SIGTERM', () => {
  test('answers what is under way, is not ready meanwhile, and ends with 0', async () => {
    await using lab = await drained('lab/src/main.ts', { DRAIN_DELAY_MS: '500' })
    const slow = fetch(`${lab.url}/v1/slow`)
    await expect.poll(async () => inFlight(await (await fetch(`${lab.url}/metrics`)).text())).toBe(2)
    lab.signal('SIGTERM')
    await lab.logs('draining')
    const [readyz, quick] = await Promise.all([fetch(`${lab.url}/readyz`), fetch(`${lab.url}/v1/quick`)])

    expect([readyz.status, quick.status, (await slow).status]).toEqual([503, 200, 200])
    expect(quick.headers.get('connection')).toBe('close')
    expect(await lab.ended).toBe(0)
  })
})

describe('a process with a WebSocket whose client does not answer', () => {
  test('says goodbye, cuts it when its time is up, and ends with 0', async () => {
    await using lab = await drained('lab/src/main.ts', { SHUTDOWN_MS: '300', DRAIN_DELAY_MS: '0' })
    const { port } = new URL(lab.url)
    const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined)
    socket.write(HANDSHAKE)
    await once(socket, 'data')
    const told = once(socket, 'data') as Promise<[Buffer]>
    lab.signal('SIGTERM')
    const [goodbye] = await told

    expect(goodbye.readUInt16BE(2)).toBe(1_001)
    expect(goodbye.subarray(4).toString()).toBe('the service is restarting')
    expect(await lab.ended).toBe(0)
    socket.destroy()
  })
})

const HANDSHAKE = [
  'GET /v1/socket HTTP/1.1',
  'host: lab',
  'connection: upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n')

describe('a process with resources that do not stop', () => {
  test('names each, stops the others and ends with 1', async () => {
    await using stuck = await drained('stuck/main.ts', { STOP_MS: '200', DRAIN_DELAY_MS: '0' })
    stuck.signal('SIGTERM')

    expect(await stuck.ended).toBe(1)
    expect(stuck.lines.filter(({ resource }) => resource).map(({ resource }) => resource)).toEqual([
      'stuck-too',
      'stuck',
    ])
    expect(stuck.lines.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['first has stopped', 'second has stopped', 'stopped']),
    )
  })

  test('ends at once when it is told a second time', async () => {
    await using stuck = await drained('stuck/main.ts', { STOP_MS: '600000', DRAIN_DELAY_MS: '0' })
    stuck.signal('SIGTERM')
    await stuck.logs('draining')
    stuck.signal('SIGTERM')

    expect(await stuck.ended).toBe(1)
  })
})

/** How many requests are being handled, the one that asks included. */
function inFlight(metrics: string): number {
  return Number(/^http_requests_in_flight(?:\{[^}]*\})? (\d+)$/m.exec(metrics)?.[1])
}
