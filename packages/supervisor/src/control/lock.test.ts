import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exitOf } from '../process/ending.js'
import { identityOf } from '../process/identity.js'
import { releaseLock, takeLock } from './lock.js'

describe('the lock of a checkout', () => {
  it('is held by one, however many want it at the same moment', async () => {
    await using place = await emptyPlace()
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeLock(place.lock)))
    expect(taken.filter(Boolean)).toHaveLength(1)
  })

  it('can be taken again when it was released', async () => {
    await using place = await emptyPlace()
    await takeLock(place.lock)
    await releaseLock(place.lock)
    expect(await takeLock(place.lock)).toBe(true)
  })

  it('passes from a dead holder to exactly one, however many want it', async () => {
    await using place = await emptyPlace()
    const child = spawn('sleep', ['60'])
    const holder = { ...(await identityOf(child.pid ?? 0)), id: 'dead' }
    child.kill('SIGKILL')
    await exitOf(child)
    await writeFile(place.lock, JSON.stringify(holder))
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeLock(place.lock)))
    expect(taken.filter(Boolean)).toHaveLength(1)
    expect(await readdir(place.folder)).toEqual(['host.lock'])
  })
})

async function emptyPlace() {
  const folder = await mkdtemp(join(tmpdir(), 'azora-lock-'))
  return {
    folder,
    lock: join(folder, 'host.lock'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}
