import { expect, test } from 'vitest'
import { despiteOutages, isOutage } from './outage.js'

const failure = (message: string, code?: string) => Object.assign(new Error(message), code && { code })

test.each([
  [failure('connect ECONNREFUSED', 'ECONNREFUSED'), true],
  [failure('write EPIPE', 'EPIPE'), true],
  [failure('Connection terminated unexpectedly'), true],
  [failure('the database system is in recovery mode', '57P03'), true],
  [failure('terminating connection because of crash of another server process', '57P02'), true],
  [failure('sorry, too many clients already', '53300'), true],
  [failure('relation "azora.probe_runs" does not exist', '42P01'), false],
  [failure('permission denied', '42501'), false],
  [new TypeError('x is not a function'), false],
])('whether the server is away: %s: %s', (error, expected) => {
  expect(isOutage(error)).toBe(expected)
})

test('an outage is waited out, anything else is not', async () => {
  const { signal } = new AbortController()
  const failing = (times: number, error: Error) => {
    let left = times
    return async () => {
      if (left-- > 0) throw error
      return 'answer'
    }
  }
  expect(await despiteOutages(signal, failing(1, failure('gone', '57P01')))).toBe('answer')
  await expect(despiteOutages(signal, failing(1, failure('no', '42P01')))).rejects.toThrow('no')
  await expect(despiteOutages(AbortSignal.abort(), failing(0, failure('')))).rejects.toThrow(/abort/)
})
