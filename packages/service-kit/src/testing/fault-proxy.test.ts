import { once } from 'node:events'
import { connect, createServer, type Server } from 'node:net'
import { describe, expect, test } from 'vitest'
import { listeningPort } from '../../fixtures/listening.js'
import { FaultProxy } from './fault-proxy.js'

/** A server that gives back what it is sent, and a bad network before it. */
async function echo() {
  const server: Server = createServer({ allowHalfOpen: true }, socket => {
    socket.on('error', () => undefined)
    socket.pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const network = await FaultProxy.to(`tcp://127.0.0.1:${listeningPort(server)}`)
  return {
    network,
    [Symbol.asyncDispose]: async () => {
      await network[Symbol.asyncDispose]()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Sends text and gives what came back until `bytes` were there or the connection ended, and how. */
async function said(network: FaultProxy, text: string, bytes = text.length) {
  const startedAt = performance.now()
  const { hostname, port } = new URL(network.url)
  const socket = connect(Number(port), hostname)
  let answer = ''
  let how = 'open'
  socket.write(text)
  await new Promise<void>(resolve => {
    socket.on('data', data => {
      answer += data.toString('latin1')
      if (answer.length >= bytes) resolve()
    })
    socket.once('error', error => (how = String(Reflect.get(error, 'code'))))
    socket.once('end', () => (how = 'ended'))
    socket.once('close', () => resolve())
  })
  socket.destroy()
  return { answer, how, ms: performance.now() - startedAt }
}

describe('a bad network', () => {
  test('passes everything as long as nothing is asked of it', async () => {
    await using it = await echo()
    const long = 'x'.repeat(1_000_000)
    expect((await said(it.network, long)).answer).toBe(long)
  })

  test('delays what passes, both ways', async () => {
    await using it = await echo()
    it.network.delay(50)
    const { answer, ms } = await said(it.network, 'hello')
    expect(answer).toBe('hello')
    expect(ms).toBeGreaterThanOrEqual(100)
  })

  test('keeps the order of what it delays unevenly', async () => {
    await using it = await echo()
    it.network.delay(1, 20)
    const text = Array.from({ length: 20_000 }, (_, n) => n).join(' ')
    expect((await said(it.network, text)).answer).toBe(text)
  })

  test('lets so many bytes a second pass', async () => {
    await using it = await echo()
    it.network.throttle(10_000)
    const { answer, ms } = await said(it.network, 'x'.repeat(2_000))
    expect(answer).toHaveLength(2_000)
    expect(ms).toBeGreaterThanOrEqual(199)
  })

  test.each([
    ['cut', 'ended'],
    ['reset', 'ECONNRESET'],
    ['refuse', 'ECONNREFUSED'],
  ] as const)('%s ends connections: %s', async (fault, how) => {
    await using it = await echo()
    it.network[fault]()
    expect(await said(it.network, 'hello')).toMatchObject({ answer: '', how })
  })

  test.each(['silence', 'stall', 'cut', 'reset', 'refuse'] as const)(
    '%s strikes connections that are open, and healing lets new ones through',
    async fault => {
      await using it = await echo()
      const { hostname, port } = new URL(it.network.url)
      const open = connect(Number(port), hostname)
      open.on('error', () => undefined)
      await once(open, 'connect')
      await expect.poll(() => it.network.connections).toBe(1)
      it.network[fault]()
      let heard = ''
      open.on('data', data => (heard += data.toString()))
      open.write('hello')
      await it.network.heal()
      await expect.poll(() => open.destroyed).toBe(true)
      expect(heard).toBe('')
      expect((await said(it.network, 'again')).answer).toBe('again')
    },
  )

  test('gives garbage of the right length', async () => {
    await using it = await echo()
    it.network.garble()
    const { answer } = await said(it.network, 'hello')
    expect(answer).toHaveLength(5)
    expect(answer).not.toContain('hello')
  })

  test('truncates answers', async () => {
    await using it = await echo()
    it.network.truncate(3)
    expect(await said(it.network, 'hello')).toMatchObject({ answer: 'hel', how: 'ended' })
  })

  test('has the address of its target, credentials and path included', async () => {
    await using network = await FaultProxy.to('postgresql://me:secret@127.0.0.1:5432/notes?sslmode=disable')
    expect(network.url).toMatch(/^postgresql:\/\/me:secret@127\.0\.0\.1:\d+\/notes\?sslmode=disable$/)
  })
})
