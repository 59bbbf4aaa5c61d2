import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { textFrame } from './text-frame.js'

/** What a client makes of bytes. */
async function readBack(frame: Buffer): Promise<string> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', (_, { socket }) => socket.write(frame))
  await once(server, 'listening')
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [text] = await once(client, 'message')
  client.terminate()
  server.close()
  return String(text)
}

test.each([
  [0, [0x81, 0]],
  [125, [0x81, 125]],
  [126, [0x81, 126, 0, 126]],
  [65_535, [0x81, 126, 0xff, 0xff]],
  [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
])('a text of %d bytes is told with its length', (length, header) => {
  const frame = textFrame('x'.repeat(length))
  expect([...frame.subarray(0, header.length)]).toEqual(header)
  expect(frame.length).toBe(header.length + length)
})

test.each(['', 'é 🔑 ключ', 'ü'.repeat(70_000)])('a client reads the text it was sent', async text => {
  expect(await readBack(textFrame(text))).toBe(text)
})
