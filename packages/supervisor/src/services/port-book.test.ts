import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freePort } from '../process/ports.js'
import { PortBook } from './port-book.js'

describe('the port book', () => {
  it('gives the first preferred port that is free', async () => {
    await using place = await emptyPlace()
    const taken = await listening()
    const free = await freePort(0)
    const book = await PortBook.open(place.file)
    expect(await book.allot('auth', [taken.port, free])).toBe(free)
    taken.close()
  })

  it('gives no port twice, however many ask for it at the same moment', async () => {
    await using place = await emptyPlace()
    const book = await PortBook.open(place.file)
    const wanted = await freePort(0)
    const ports = await Promise.all(
      Array.from({ length: 10 }, (_, i) => book.allot(`service-${i}`, [wanted])),
    )
    expect(new Set(ports).size).toBe(10)
  })

  it('gives a service the same port again', async () => {
    await using place = await emptyPlace()
    const book = await PortBook.open(place.file)
    const taken = await listening()
    const moved = await book.allot('auth', [taken.port])
    taken.close()
    expect(await book.allot('auth', [taken.port])).toBe(moved)
  })

  it('remembers where a service had moved to, while its usual port is taken', async () => {
    await using place = await emptyPlace()
    const taken = await listening()
    const moved = await (await PortBook.open(place.file)).allot('auth', [taken.port])
    expect(await (await PortBook.open(place.file)).allot('auth', [taken.port])).toBe(moved)
    taken.close()
  })
})

async function emptyPlace() {
  const folder = await mkdtemp(join(tmpdir(), 'azora-ports-'))
  return { file: join(folder, 'ports.json'), [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

async function listening() {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, close: () => server.close() }
}
