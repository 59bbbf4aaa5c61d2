import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import { end } from '../src/process/ending.js'
import { Guard } from '../src/process/guard.js'
import { isAlive } from './fixtures/running.js'

const DEAF = `process.on('SIGTERM', () => {}).on('SIGINT', () => {}); setInterval(() => {}, 1e6); console.log('up')`
const PARENT = `import('node:child_process').then(({ spawn }) => console.log(spawn('sleep', ['600']).pid)); setInterval(() => {}, 1e6)`

describe('the guard', () => {
  it('ends what it watches, deaf or not, when its keeper is gone', async () => {
    const guard = new Guard()
    const deaf = await started(DEAF)
    const meek = await started(`setInterval(() => {}, 1e6); console.log('up')`)
    for (const { pid } of [deaf.child, meek.child]) guard.watch(pid!, 'service')
    await guard.release()
    expect(await Promise.all([deaf.child.pid!, meek.child.pid!].map(isAlive))).toEqual([false, false])
  })

  it('ends services before the servers they stand on', async () => {
    const guard = new Guard()
    const ended: string[] = []
    const service = await started(DEAF)
    const server = await started(`setInterval(() => {}, 1e6); console.log('up')`)
    service.child.once('exit', () => ended.push('service'))
    server.child.once('exit', () => ended.push('server'))
    guard.watch(server.child.pid!, 'server')
    guard.watch(service.child.pid!, 'service')
    await guard.release()
    await expect.poll(() => ended).toEqual(['service', 'server'])
  })

  it('leaves alone what it was told to forget', async () => {
    const guard = new Guard()
    const { child } = await started(DEAF)
    guard.watch(child.pid!, 'service')
    guard.forget(child.pid!)
    await guard.release()
    expect(await isAlive(child.pid!)).toBe(true)
    await end(child, [])
  })

  it('ends what its charges have started, too', async () => {
    const guard = new Guard()
    const { child, word } = await started(PARENT)
    child.on('exit', () => {})
    guard.watch(child.pid!, 'service')
    process.kill(child.pid!, 'SIGSTOP')
    await guard.release()
    await expect.poll(() => isAlive(Number(word))).toBe(false)
  })

  it('removes what it was given to remove, whatever its name', async () => {
    const guard = new Guard()
    const folder = await mkdtemp(join(tmpdir(), `azora guard 'quoted' $(x) `))
    guard.trash(folder)
    await guard.release()
    await expect(stat(folder)).rejects.toThrow(/ENOENT/)
  })

  it('is replaced when it is killed, and the new one knows everything', async () => {
    const guard = new Guard()
    const { child } = await started(DEAF)
    guard.watch(child.pid!, 'service')
    const former = guard.pid
    process.kill(former, 'SIGKILL')
    await expect.poll(() => guard.pid).not.toBe(former)
    await guard.release()
    expect(await isAlive(child.pid!)).toBe(false)
  })
})

async function started(program: string): Promise<{ child: ChildProcess; word: string }> {
  const child = spawn(process.execPath, ['-e', program], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [word] = await once(createInterface({ input: child.stdout }), 'line')
  return { child, word }
}
