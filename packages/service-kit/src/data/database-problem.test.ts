import { IdempotencyInProgress } from '@azora/contracts'
import { describe, expect, test } from 'vitest'
import { databaseProblem } from './database-problem.js'

/** An error of Prisma's about what PostgreSQL said. */
const prisma = (originalCode: string) =>
  Object.assign(new Error('Raw query failed'), {
    code: 'P2010',
    meta: { driverAdapterError: { cause: { originalCode, originalMessage: 'said the server' } } },
  })
/** An error of pg's own. */
const pg = (code: string) => Object.assign(new Error('said the server'), { code, severity: 'ERROR' })
const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code })

describe('trouble with the database', () => {
  test.each([
    ['too many connections', prisma('53300')],
    ['a server shutting down', prisma('57P01')],
    ['a server starting up', pg('57P03')],
    ['a broken connection', pg('08006')],
    ['a conflict that would not end', prisma('40001')],
    ['a refused connection', coded('ECONNREFUSED')],
    ['a server that cannot be reached', coded('P1001')],
    ['a pool that is all taken', new Error('timeout exceeded when trying to connect')],
    [
      'a transaction that found no connection',
      coded('P2028', 'Unable to start a transaction in the given time.'),
    ],
    ['a connection cut in between', new Error('Connection terminated unexpectedly')],
  ])('%s is 503 with Retry-After', (_, error) => {
    expect(databaseProblem(error)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      cause: error,
    })
  })

  test.each([
    ['a canceled statement', prisma('57014')],
    ['a transaction past its time', coded('P2028', 'Transaction already closed')],
  ])('%s is 504', (_, error) => {
    expect(databaseProblem(error)).toMatchObject({ status: 504, cause: error })
  })

  test.each([
    ['NUL in text', prisma('22021')],
    ['NUL in JSON', pg('22P05')],
  ])('%s is 400', (_, error) => {
    expect(databaseProblem(error)).toMatchObject({ status: 400, code: 'invalid-request', cause: error })
  })

  test.each([
    ['a violated constraint', prisma('23505')],
    ['a mistake in a statement', pg('42601')],
    ['another error', new TypeError('x is not a function')],
    ['what is no error', 'thrown'],
    ['nothing', undefined],
  ])('%s is not its caller’s business', (_, error) => {
    expect(databaseProblem(error)).toBeNull()
  })

  test('a declared problem is what it is', () => {
    const problem = new IdempotencyInProgress()
    expect(databaseProblem(problem)).toBe(problem)
  })
})
