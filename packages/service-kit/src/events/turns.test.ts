import { expect, test } from 'vitest'
import { gate } from './testing/until.js'
import { Turns } from './turns.js'

const never = new AbortController().signal

/** Work that says when it has begun, and ends when it is let. */
function work(turns: Turns, who: string) {
  const end = gate()
  const its = { hasBegun: false, end: end.open, done: Promise.resolve() }
  its.done = turns.run(
    who,
    () => {
      its.hasBegun = true
      return end.opened
    },
    never,
  )
  return its
}

test('so much runs at once, and one more of each who has nothing running', async () => {
  const turns = new Turns(1)
  const slow = [work(turns, 'slow'), work(turns, 'slow'), work(turns, 'slow')]
  const quick = [work(turns, 'quick'), work(turns, 'quick')]
  expect(slow.map(({ hasBegun }) => hasBegun)).toEqual([true, true, false])
  expect(quick.map(({ hasBegun }) => hasBegun)).toEqual([true, false])
  quick[0]?.end()
  await quick[0]?.done
  expect(quick[1]?.hasBegun).toBe(true)
  expect(slow[2]?.hasBegun).toBe(false)
  for (const one of [...slow, ...quick]) one.end()
  await Promise.all([...slow, ...quick].map(({ done }) => done))
  expect(slow[2]?.hasBegun).toBe(true)
})

test('whoever is aborted while waiting leaves the queue, and nobody else loses a turn by it', async () => {
  const turns = new Turns(0)
  const first = work(turns, 'a')
  const leaving = new AbortController()
  const left = turns.run('a', async () => 'begun', leaving.signal)
  const next = work(turns, 'a')
  leaving.abort(new Error('gone'))
  await expect(left).rejects.toThrow('gone')
  first.end()
  await first.done
  expect(next.hasBegun).toBe(true)
  next.end()
  await next.done
})

test('work that fails gives its turn back', async () => {
  const turns = new Turns(0)
  await expect(turns.run('a', () => Promise.reject(new Error('broken')), never)).rejects.toThrow('broken')
  expect(await turns.run('a', async () => 'again', never)).toBe('again')
})
