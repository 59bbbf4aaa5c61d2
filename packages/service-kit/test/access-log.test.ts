import { Unauthenticated } from '@azora/contracts'
import { expect, test } from 'vitest'
import { NoteNotFound, service } from '../fixtures/notes/service.js'
import { type Started, started, user } from '../src/testing/index.js'

const UNKNOWN = '01900000-0000-7000-8000-000000000000'

type Logged = Pick<Started, 'logs' | 'service'>

/** Path, status and level of every request, once all have been written. */
async function logged({ logs, service: running }: Logged): Promise<unknown[]> {
  await running.stop()
  return logs.records
    .filter(({ message }) => message === 'request')
    .map(({ path, status, level }) => [path, status, level])
}

test('what users ask stands in the log at info level, refused or not', async () => {
  await using app = await started(service)
  await app.client.notes.list()
  const answer = (await app.as(user())).notes.get({ params: { noteId: UNKNOWN } })
  await expect(answer).rejects.toThrow(NoteNotFound)
  expect(await logged(app)).toEqual([
    ['/v1/notes', 200, 'info'],
    [`/v1/notes/${UNKNOWN}`, 404, 'info'],
  ])
})

test('what services read of each other stands there at debug level, unless it is refused', async () => {
  await using app = await started(service)
  await (await app.asService('finance')).notes.internal()
  await expect(app.client.notes.internal()).rejects.toThrow(Unauthenticated)
  expect(await logged(app)).toEqual([
    ['/v1/internal', 200, 'debug'],
    ['/v1/internal', 401, 'info'],
  ])
})

test('so do probes', async () => {
  await using app = await started(service)
  await fetch(`${app.url}/livez`)
  expect(await logged(app)).toEqual([['/livez', 200, 'debug']])
})
