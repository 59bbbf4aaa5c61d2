import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { exitOf } from '../process/ending.js'
import { identityOf, type ProcessIdentity } from '../process/identity.js'
import { seenOut } from './host-ending.js'

const never = new Promise(() => {})
const long = 60_000

async function identified(pid: number | undefined): Promise<ProcessIdentity> {
  const identity = await identityOf(pid ?? 0)
  if (!identity) throw new Error('it has ended by itself')
  return identity
}

describe('a process that is told to end', () => {
  it.each([
    ['has taken the order', () => Promise.resolve()],
    ['has answered by its end', () => Promise.reject(new Error('gone'))],
  ])('and %s is let end by itself', async (_, taken) => {
    const child = spawn('cat')
    const ending = seenOut(await identified(child.pid), taken())
    child.stdin.end()
    expect(await ending).toBe('ended')
    expect(await exitOf(child)).toMatchObject({ signal: null })
  })

  it('and stands still is woken', async () => {
    const child = spawn('cat')
    const identity = await identified(child.pid)
    child.kill('SIGSTOP')
    const taken = once(child.stdout, 'data').then(() => child.stdin.end())
    child.stdin.write('down')
    expect(await seenOut(identity, taken, { wakeMs: 20, answerMs: long, endMs: long })).toBe('woken')
    expect(await exitOf(child)).toMatchObject({ signal: null })
  })

  it.each([
    ['does not hear it', never, { wakeMs: 10, answerMs: 20, endMs: long }],
    ['does not end', Promise.resolve(), { wakeMs: 10, answerMs: long, endMs: 20 }],
  ])('and %s is killed', async (_, taken, patience) => {
    const child = spawn('sleep', ['600'])
    expect(await seenOut(await identified(child.pid), taken, patience)).toBe('killed')
    expect(await exitOf(child)).toMatchObject({ signal: 'SIGKILL' })
  })
})
