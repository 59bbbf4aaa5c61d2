import { expect, test } from 'vitest'
import { lookOf } from '../look.js'
import { workspace } from '../testing/workspace.js'
import { logText } from './log-view.js'
import { lastLines, levelOf, recordOf } from './logs.js'

const at = '2030-01-01T10:00:00.000Z'

function log(
  line: string | object,
  { source = 'library', stream = 'stdout' }: { source?: string; stream?: 'stdout' | 'stderr' } = {},
) {
  return recordOf({
    at,
    source,
    instance: `${source}-1`,
    stream,
    line: typeof line === 'string' ? line : JSON.stringify(line),
  })
}

test.each([
  ['a record by its own word', log({ level: 'warn', message: 'slow' }), 'warn'],
  ['plain text as info', log('hello'), 'info'],
  ['plain text on stderr as an error', log('at main.ts:1', { stream: 'stderr' }), 'error'],
  ["a server's talk on stderr as info", log('LOG:  ready', { source: 'postgres', stream: 'stderr' }), 'info'],
  ["a server's error as one", log('ERROR:  no table', { source: 'postgres', stream: 'stderr' }), 'error'],
  ['a probe as debug', log({ level: 'info', message: 'request', path: '/readyz', status: 200 }), 'debug'],
  [
    'a probe that failed as what it says',
    log({ level: 'info', message: 'request', path: '/readyz', status: 503 }),
    'info',
  ],
])('%s is judged', (_, record, level) => {
  expect(levelOf(record)).toBe(level)
})

test('an access record reads as method, path and status', () => {
  const record = log({
    message: 'request',
    method: 'GET',
    path: '/v1/books',
    status: 200,
    durationMs: 1.5,
    requestId: 'abc',
  })
  expect(logText(record, lookOf({ color: false }))).toBe(
    '10:00:00.000 library-1    GET    /v1/books 200 1.5 ms abc',
  )
})

test('the last lines are those of both files, by time, that were asked for', async () => {
  await using here = await workspace()
  const line = (source: string, minute: number, requestId?: string) => {
    const { record: _, ...written } = log({ level: 'info', message: `m${minute}`, requestId }, { source })
    return `${JSON.stringify({ ...written, at: `2030-01-01T10:0${minute}:00.000Z` })}\n`
  }
  await here.write('logs/library.1.log', line('library', 1) + line('library', 3, 'r1'))
  await here.write('logs/library.log', `${line('library', 5)}torn by a cra`)
  await here.write('logs/front.log', line('front', 2) + line('front', 4, 'r1'))
  const asked = { sources: [], tail: 4, level: 'info' as const, request: undefined }
  const messages = async (question: object) =>
    (await lastLines(`${here.root}/logs`, { ...asked, ...question })).map(({ record }) => record?.['message'])
  expect(await messages({})).toEqual(['m2', 'm3', 'm4', 'm5'])
  expect(await messages({ sources: ['front'] })).toEqual(['m2', 'm4'])
  expect(await messages({ request: 'r1' })).toEqual(['m3', 'm4'])
})
