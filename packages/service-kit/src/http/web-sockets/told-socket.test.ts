import { EventEmitter } from 'node:events'
import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { testKit } from '../../../fixtures/test-kit.js'
import { until } from '../../events/testing/until.js'
import { ToldSocket } from './told-socket.js'

const KIB = 1_024

/** A client, and how many messages each write to it has had. */
class Client {
  readonly writes: number[] = []
  readonly told: ToldSocket
  /** Takes what was written last. */
  take: () => void = () => {}
  closed: number | undefined
  isTaking = true
  readonly #stream: Writable

  constructor() {
    this.#stream = new Writable({
      highWaterMark: KIB * KIB,
      write: (_, _encoding, taken) => this.#written(1, taken),
      writev: (chunks, taken) => this.#written(chunks.length, taken),
    })
    this.told = new ToldSocket(this.#socket(), this.#stream, { patienceMs: 60_000, log: testKit().log })
  }

  #written(count: number, taken: () => void): void {
    this.writes.push(count)
    this.take = taken
    if (this.isTaking) taken()
  }

  #socket(): WebSocket {
    const stream = this.#stream
    const close = (code: number) => {
      this.closed = code
    }
    const socket = Object.assign(new EventEmitter(), { OPEN: 1, readyState: 1, close })
    Object.defineProperty(socket, 'bufferedAmount', { get: () => stream.writableLength })
    return socket as unknown as WebSocket
  }
}

async function* inTurn(...batches: readonly (readonly object[])[]) {
  yield* batches
}

test('messages that come together are written together', async () => {
  const client = new Client()
  await client.told.tell(inTurn([{ n: 1 }, { n: 2 }, { n: 3 }], [{ n: 4 }]))
  expect(client.writes).toEqual([3, 1])
  expect(client.closed).toBe(1000)
})

test('a message that is told to many is written down once', async () => {
  let times = 0
  const message = { toJSON: () => ({ times: ++times }) }
  for (const client of [new Client(), new Client()]) await client.told.tell(inTurn([message]))
  expect(times).toBe(1)
})

test('whoever takes nothing is written no more than may wait, however much comes together', async () => {
  const client = new Client()
  client.isTaking = false
  const large = Array.from({ length: 10 }, (_, n) => ({ n, text: 'x'.repeat(20 * KIB) }))
  const told = client.told.tell(inTurn(large))
  await until('the first are written', () => client.writes.length > 0)
  expect(client.writes).toEqual([4])
  client.isTaking = true
  client.take()
  await told
  expect(client.writes.reduce((sum, count) => sum + count, 0)).toBe(large.length)
})
