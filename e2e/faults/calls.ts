import { randomUUID } from 'node:crypto'
import { Azora } from '@azora/sdk'
import pg from 'pg'
import type { Front } from './front.js'

/** How long callers wait, for one attempt and in all. */
export const ATTEMPT_MS = 1_000
export const DEADLINE_MS = 2_000

/** How a call ended. */
export interface Ended {
  ok: boolean
  /** The status, or the code of what was thrown. */
  how: string
  tookMs: number
}

/** A creation that was asked for. */
export interface Creation {
  title: string
  idempotencyKey: string
}

export const creation = (): Creation => ({ title: `Made once ${randomUUID()}`, idempotencyKey: randomUUID() })

/** A client that is in a hurry, of the gateway behind the bad network. */
export async function hurried({ toGateway, token }: Pick<Front, 'toGateway' | 'token'>): Promise<Azora> {
  const accessToken = await token()
  return new Azora({
    baseUrl: toGateway.url,
    token: accessToken,
    timeoutMs: ATTEMPT_MS,
    deadlineMs: DEADLINE_MS,
  })
}

export const read = (azora: Azora): Promise<Ended> => ended(() => azora.education.courses.list())

/** Creates by the SDK, which sends a key and tries again. */
export function create(azora: Azora, { title, idempotencyKey }: Creation): Promise<Ended> {
  return ended(() => azora.education.courses.create({ title, level: 'ZA-NQF/6' }, { idempotencyKey }))
}

/** Creates without a key, as no SDK would. */
export async function createBare(front: Front, { title }: Creation): Promise<Ended> {
  const headers = { authorization: `Bearer ${await front.token()}`, 'content-type': 'application/json' }
  return ended(async () => {
    const response = await fetch(`${front.toGateway.url}/education/v1/courses`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ title, level: 'ZA-NQF/6' }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    })
    await response.text()
    if (!response.ok) throw Object.assign(new Error('refused'), { code: String(response.status) })
  })
}

async function ended(call: () => PromiseLike<unknown>): Promise<Ended> {
  const startedAt = performance.now()
  const end = (ok: boolean, how: string) => ({ ok, how, tookMs: performance.now() - startedAt })
  try {
    await call()
    return end(true, 'ok')
  } catch (error) {
    return end(false, String(Reflect.get(error as object, 'code') ?? error))
  }
}

/** How many courses there are of each title, by the database itself. */
export async function timesMade({ world }: Front, creations: readonly Creation[]): Promise<number[]> {
  const client = new pg.Client(world.database.url)
  await client.connect()
  const { rows } = await client.query<{ title: string }>('SELECT title FROM course WHERE title = ANY ($1)', [
    creations.map(({ title }) => title),
  ])
  await client.end()
  return creations.map(({ title }) => rows.filter(row => row.title === title).length)
}
