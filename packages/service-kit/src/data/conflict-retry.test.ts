import { expect, test, vi } from 'vitest'
import { testKit } from '../../fixtures/test-kit.js'
import { RequestContext, withRequest } from '../http/request-context.js'
import { retryConflicts } from './conflict-retry.js'

const conflict = new Error('lost against another')
const policy = { attempts: 4, retryable: (error: unknown) => error === conflict }

/** Work that loses so often and then wins, counting its runs. */
function losing(times: number, error = conflict) {
  let runs = 0
  return vi.fn<() => Promise<number>>(async () => {
    if (++runs <= times) throw error
    return runs
  })
}

test('work that lost against another is run again until it wins', async () => {
  expect(await retryConflicts(losing(3), policy)).toBe(4)
})

test('work that always loses ends with its last failure', async () => {
  const work = losing(9)
  await expect(retryConflicts(work, policy)).rejects.toBe(conflict)
  expect(work).toHaveBeenCalledTimes(4)
})

test('work that failed for another reason is not run again', async () => {
  const work = losing(1, new Error('other'))
  await expect(retryConflicts(work, policy)).rejects.toThrow('other')
  expect(work).toHaveBeenCalledTimes(1)
})

test('work is not run again when the request has no time left', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.99)
  const context = new RequestContext({ headers: { 'x-azora-deadline': '1' } }, '127.0.0.1', testKit().log)
  const work = losing(1)
  await expect(withRequest(context, () => retryConflicts(work, policy))).rejects.toBe(conflict)
  expect(work).toHaveBeenCalledTimes(1)
})
