import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Context } from '../context.js'
import { AskDocument } from '../documents/ask.js'
import { lookOf } from '../look.js'
import { statePaths } from '../platform/state-paths.js'
import { writeSession } from '../session/session-file.js'
import { commandLine } from '../testing/command-line.js'
import { workspace } from '../testing/workspace.js'
import { ask } from './ask.js'

const ID = '0193c2f0-0000-7000-8000-000000000001'
const PLAN = {
  operation: 'education.enrollments.enroll',
  summary: 'Enroll in a course',
  method: 'POST',
  path: '/education/v1/courses/{courseId}/enrollments',
  access: 'permission:enrollment:create',
  changes: true,
  slots: { courseId: ID },
}
const WAITING = {
  id: ID,
  text: 'enroll me',
  state: 'needs-confirmation',
  reason: null,
  confidence: 0.95,
  understoodBy: 'phrases',
  plan: PLAN,
  faults: [],
  suggestions: [],
  result: null,
  problem: null,
  requestId: null,
  transactionId: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-01-01T00:10:00.000Z',
  endedAt: null,
}
const DONE = {
  ...WAITING,
  state: 'done',
  result: { id: 'e-1' },
  requestId: 'request-1',
  transactionId: 't-1',
}

/** A platform that answers like this, and a checkout in which somebody is signed in to it. */
async function signedIn(asked: object) {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers.authorization}`)
    const answer = request.url?.endsWith('/confirm') ? DONE : asked
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const here = await workspace()
  await mkdir(dirname(statePaths(here.root).session), { recursive: true })
  const session = { url, email: 'ada@example.org', accessToken: 'token', refreshToken: 'none' }
  await writeSession(here.root, { ...session, expiresAt: '2100-01-01T00:00:00Z' })
  return {
    url,
    root: here.root,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await here[Symbol.asyncDispose]()
    },
  }
}

/** Asks it away from any terminal. */
async function asking(asked: object, ...flags: string[]) {
  await using platform = await signedIn(asked)
  const { root: cwd, url, requests } = platform
  return {
    ...(await commandLine(['ask', 'enroll me', ...flags], { cwd, env: { AZORA_URL: url } })),
    requests,
  }
}

describe('azora ask', () => {
  test('where nobody can be asked shows the plan and how to confirm it, and does nothing', async () => {
    const { exitCode, stdout, requests } = await asking(WAITING)
    expect(exitCode).toBe(2)
    expect(stdout).toContain('Nothing is done yet')
    expect(stdout).toContain(`courseId   ${ID}`)
    expect(stdout).toContain(`azora call nexus.intents.confirm ${ID}`)
    expect(requests).toEqual(['POST /nexus/v1/intents Bearer token'])
  })

  test('with --yes has it done, and says by which request', async () => {
    const { exitCode, stdout, requests } = await asking(WAITING, '--yes')
    expect({ exitCode, requests }).toEqual({
      exitCode: 0,
      requests: ['POST /nexus/v1/intents Bearer token', `POST /nexus/v1/intents/${ID}/confirm Bearer token`],
    })
    expect(stdout).toContain('Done: Enroll in a course')
    expect(stdout).toContain('transaction t-1')
    expect(stdout).toContain('azora logs --request request-1')
  })

  test('with --json prints the document, whether it is done or not', async () => {
    const { exitCode, json } = await asking(WAITING, '--json')
    expect(exitCode).toBe(2)
    const { schemaVersion, ...document } = json()
    expect(schemaVersion).toBe(1)
    expect(AskDocument.parse(document)).toEqual(WAITING)
  })

  test.each([
    [2, { state: 'not-understood', plan: null, suggestions: ['list my courses'] }, 'list my courses'],
    [4, { state: 'refused', reason: 'It needs the permission course:edit.' }, 'course:edit'],
    [
      1,
      {
        state: 'failed',
        problem: { code: 'course-not-open', status: 409, title: 'It is closed', detail: null },
      },
      'azora explain course-not-open',
    ],
    [1, { state: 'expired', reason: 'It was not confirmed in time.' }, 'not confirmed in time'],
  ])('exits with %i for %j', async (code, fields, told) => {
    const { exitCode, stdout } = await asking({ ...WAITING, ...fields })
    expect(exitCode).toBe(code)
    expect(stdout).toContain(told)
  })

  test.each([
    [true, 'confirm'],
    [false, 'cancel'],
  ])('on a terminal shows the plan and asks: %s has it %sed', async (answer, verb) => {
    await using platform = await signedIn(WAITING)
    const told: string[] = []
    const context = {
      root: platform.root,
      out: { interactive: true, look: lookOf({ color: false }), say: (text: string) => told.push(text) },
      settings: async () => ({ get: () => platform.url }),
      ask: async () => ({ yes: async () => answer }),
    } as unknown as Context
    await ask.run({ text: 'enroll me', yes: false }, context)
    expect(told.join('\n')).toContain('POST /education/v1/courses/{courseId}/enrollments')
    expect(platform.requests).toEqual([
      'POST /nexus/v1/intents Bearer token',
      `POST /nexus/v1/intents/${ID}/${verb} Bearer token`,
    ])
  })
})
