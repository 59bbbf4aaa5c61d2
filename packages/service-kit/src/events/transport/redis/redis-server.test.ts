import { describe, expect, test } from 'vitest'
import { redisFault } from './redis-faults.js'
import { bareIdentity, redisServer } from './redis-server.js'

const info = (values: Readonly<Record<string, string>>) =>
  [
    '# Server',
    ...Object.entries({
      redis_version: '7.0.15',
      run_id: 'r1',
      aof_enabled: '1',
      role: 'master',
      ...values,
    }).map(([name, value]) => `${name}:${value}`),
    '',
  ].join('\r\n')

describe('a server', () => {
  test('that writes what it confirms is the same after a restart', () => {
    const server = redisServer(info({}))
    expect(server).toEqual({ isDurable: true, run: '' })
    expect(bareIdentity('known', server)).toBe('known')
  })

  test('that keeps nothing is another after a restart', () => {
    const [before, after] = ['r1', 'r2'].map(run_id => redisServer(info({ aof_enabled: '0', run_id })))
    expect(bareIdentity('known@r1', before!)).toBe('known')
    expect(bareIdentity('known@r1', after!)).not.toBe('known')
    expect(bareIdentity('', after!)).toBe('')
  })

  test.each([
    [{ maxmemory_policy: 'allkeys-lru' }, 'set maxmemory-policy noeviction'],
    [{ redis_version: '6.2.14' }, 'Redis 6.2.14 is too old to carry events: 7 or newer is needed'],
    [{ role: 'slave' }, 'EVENT_TRANSPORT must name the primary'],
  ])('that says %j is refused, and why is said', (values, reason) => {
    expect(() => redisServer(info(values))).toThrow(reason)
  })

  test('that evicts only what expires is taken: events do not', () => {
    expect(redisServer(info({ maxmemory_policy: 'volatile-lru' })).isDurable).toBe(true)
  })
})

test.each([
  ['OOM command not allowed when used memory > maxmemory', 'out of memory'],
  ['LOADING Redis is loading the dataset in memory', 'still loading'],
  ["READONLY You can't write against a read only replica.", 'must name the primary'],
  ['WRONGPASS invalid username-password pair', 'password of EVENT_TRANSPORT'],
  ["Stream isn't writeable and enableOfflineQueue options is false", 'cannot be reached'],
  ['Command timed out', 'does not answer'],
])('%s means that Redis … %s', (message, meaning) => {
  const error = new Error(message)
  expect(redisFault(error)).toMatchObject({ message: expect.stringContaining(meaning), cause: error })
})

test('what means nothing in particular stays as it is', () => {
  const error = new Error('ERR something else')
  expect(redisFault(error)).toBe(error)
})
