import { expect, test } from 'vitest'
import { LogCapture } from '../testing/log-capture.js'
import { AccessLog } from './access-log.js'
import { createLogger } from './logger.js'
import { redact } from './redact.js'
import { continueTrace, traceparent } from './trace-context.js'

const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1MSJ9.c2lnbmF0dXJl'

test('secrets are masked by key and by shape, wherever they stand', () => {
  const text = JSON.stringify(
    redact({
      password: 'p1',
      nested: { refreshToken: 'p2', list: [{ 'api-key': 'p3' }] },
      message: `refused ${TOKEN}`,
      header: `Bearer p4`,
      error: new Error(`key azk_local_auth_p5`, { cause: { authorization: 'p6' } }),
    }),
  )
  expect(text).not.toMatch(/p[1-6]|eyJzdWIi/)
})

test.each([
  ['a key of a service whose name has a hyphen', 'azk_local_ai-tutor_S3cr-et'],
  ['a refresh token', 'azr_AQ-b_S3cr-et'],
  ['the token of a device', 'azd_S3cr-et'],
  ['a password in an address', 'connect postgresql://azora_auth:S3cr-et@db:5432/azora failed'],
  ['a password in an address without a user', 'redis://:S3cr-et@cache'],
])('%s is masked in a text', (_, text) => {
  expect(redact(`refused: ${text}`)).not.toMatch(/S3cr|et\b/)
})

test('what looks like an address with a password, and is none, stays', () => {
  const text = 'http://127.0.0.1:4001/v1/users and https://azora.example:8443/a@b and jazz_band'
  expect(redact(text)).toBe(text)
})

test('what is too deep, too wide or circular is cut', () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  expect(JSON.stringify(redact(circular))).toContain('[deeper]')
  expect(redact(Array.from({ length: 1_000 }, () => 1))).toHaveLength(100)
})

test('a record is one line of JSON with time, level, service and message', () => {
  const capture = new LogCapture()
  const log = createLogger({ service: 'notes', level: 'info', transports: [capture.transport] })
  log.with({ requestId: 'r1' }).warn('forged\n{"level":"error"}', { amount: 5n })
  log.debug('below the level')
  expect(capture.records).toEqual([
    {
      time: expect.any(String),
      level: 'warn',
      service: 'notes',
      message: 'forged\n{"level":"error"}',
      requestId: 'r1',
      amount: '5',
    },
  ])
})

test('access records arrive in the same transports, in batches, each a line of JSON whatever the client wrote', () => {
  const capture = new LogCapture()
  const access = new AccessLog(
    createLogger({ service: 'notes', level: 'info', transports: [capture.transport] }),
    'notes',
  )
  const record = {
    requestId: 'r1',
    traceId: 't1',
    method: 'GET',
    operation: 'notes.list',
    status: 200,
    durationMs: 1.5,
    bytes: 2,
    principal: '-',
    address: '::1',
  }
  access.write({ ...record, path: '/v1/"\n{evil}' })
  access.write({ ...record, path: '/v1/notes' })
  access.flush()
  expect(capture.records.map(({ path, message }) => [path, message])).toEqual([
    ['/v1/"\n{evil}', 'request'],
    ['/v1/notes', 'request'],
  ])
})

test('a trace goes on where traceparent is well formed', () => {
  const context = continueTrace('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')
  expect(context).toMatchObject({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    parentSpanId: 'b7ad6b7169203331',
    sampled: true,
  })
  expect(traceparent(context)).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/)
})

test.each([
  undefined,
  '',
  '00-00000000000000000000000000000000-b7ad6b7169203331-01',
  '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
  '01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
])('a trace starts anew for traceparent %s', header => {
  expect(continueTrace(header).parentSpanId).toBeUndefined()
})

test('ids are not repeated', () => {
  expect(new Set(Array.from({ length: 2_000 }, () => continueTrace(undefined).traceId)).size).toBe(2_000)
})
