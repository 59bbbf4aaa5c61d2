import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { service } from '../fixtures/notes/service.js'
import { started } from '../src/testing/index.js'

async function connected(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** What comes back on a connection until it ends. */
async function asked(socket: Socket): Promise<string> {
  let answer = ''
  socket.on('data', data => (answer += data.toString()))
  socket.write('GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  await expect.poll(() => socket.destroyed || socket.readableEnded).toBe(true)
  return answer.split('\r\n', 1)[0] ?? ''
}

test('more connections than a service takes are closed at once, and taken again when others have left', async () => {
  await using app = await started(service, { env: { MAX_CONNECTIONS: '2' } })
  const [first, second] = await Promise.all([connected(app.url), connected(app.url)])
  expect(await asked(await connected(app.url))).toBe('')
  expect(await asked(first)).toBe('HTTP/1.1 200 OK')
  await expect.poll(async () => asked(await connected(app.url))).toBe('HTTP/1.1 200 OK')
  second.destroy()
})
