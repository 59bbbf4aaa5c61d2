import pg from 'pg'
import { describe, expect, test, vi } from 'vitest'
import { platformForFile } from './platform.js'

vi.setConfig({ testTimeout: 600_000 })

const platform = platformForFile()

interface Outcome {
  transport: string
  committed: number
  handled: number
  lost: number
  duplicateEffects: number
  orderBreaks: number
  unknownEffects: number
  drained: boolean
  kills: { at: string; target: string; pid: number }[]
  services: { name: string; handledBy: string; committed: number }[]
  firstFaults: { kind: string; id: string; publishedBy: string; handledBy: string }[]
}

/** A trial of the running platform. Nothing here depends on how long it takes. */
async function chaos(...flags: readonly string[]) {
  const { exitCode, stdout, stderr } = await platform().copy.azora(['chaos', '--json', ...flags])
  expect({ stderr, isJson: stdout.startsWith('{') }).toMatchObject({ isJson: true })
  return { exitCode, outcome: JSON.parse(stdout) as Outcome }
}

/** Runs statements in a service's database, as its own role. */
async function inDatabaseOf(service: string, ...statements: readonly string[]) {
  const { stdout } = await platform().copy.azora(['db', 'url', service, '--reveal'])
  const client = new pg.Client(stdout.trim())
  await client.connect()
  try {
    const results = []
    for (const sql of statements) results.push(await client.query(sql))
    return results.map(({ rows }) => rows)
  } finally {
    await client.end()
  }
}

const TRACES = `
  SELECT (SELECT count(*) FROM azora.probe_sent) + (SELECT count(*) FROM azora.probe_effects)
    + (SELECT count(*) FROM azora.outbox WHERE event ->> 'type' LIKE 'probe.%')
    + (SELECT count(*) FROM azora.inbox WHERE handler LIKE '%.probe-%') AS left`

describe('a platform whose services, broker and database are killed by -9 under load', () => {
  test('loses nothing, does nothing twice and keeps every order', async () => {
    const { exitCode, outcome } = await chaos('--seconds', '10', '--events', '2000', '--seed', '5')
    expect(outcome).toMatchObject({
      transport: 'postgresql',
      committed: 2_000,
      handled: 2_000,
      lost: 0,
      duplicateEffects: 0,
      orderBreaks: 0,
      unknownEffects: 0,
      firstFaults: [],
      drained: true,
    })
    expect(exitCode).toBe(0)
    expect(outcome.kills).toHaveLength(5)
    const killed = outcome.kills.map(({ target }) => target)
    expect(killed).toEqual(expect.arrayContaining(['broker', 'database']))
    expect(killed.some(target => !['broker', 'database'].includes(target))).toBe(true)
  })

  test('is whole again afterwards, and keeps no trace of it', async () => {
    await expect
      .poll(async () => (await platform().services()).every(({ ready }) => ready), { timeout: 60_000 })
      .toBe(true)
    for (const service of ['auth', 'education'])
      expect(await inDatabaseOf(service, TRACES)).toEqual([[{ left: '0' }]])
  })
})

describe('what proves it', () => {
  test('names what is done twice when the inbox is switched off', async () => {
    // Every event is new to it, and no reader gets any further: whoever starts again begins at the beginning.
    const [[kept] = []] = await inDatabaseOf(
      'education',
      `SELECT pg_get_functiondef('azora.enter_inbox'::regproc) AS source`,
    )
    await inDatabaseOf(
      'education',
      `CREATE OR REPLACE FUNCTION azora.enter_inbox(the_handler text, ids uuid[], keys text[])
         RETURNS TABLE (id uuid, fate text) LANGUAGE sql AS $$ SELECT unnest(ids), 'new' $$`,
      `CREATE FUNCTION stand_still() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.cursor := OLD.cursor; RETURN NEW; END $$`,
      `CREATE TRIGGER stand_still BEFORE UPDATE ON azora.lanes FOR EACH ROW EXECUTE FUNCTION stand_still()`,
    )
    const { exitCode, outcome } = await chaos('--seconds', '8', '--events', '1000', '--kill', 'education')
    await inDatabaseOf(
      'education',
      kept?.source,
      'DROP TRIGGER stand_still ON azora.lanes',
      'DROP FUNCTION stand_still',
    )
    expect(exitCode).toBe(1)
    expect(outcome.duplicateEffects).toBeGreaterThan(0)
    expect(outcome).toMatchObject({ committed: 1_000, lost: 0, unknownEffects: 0 })
    expect(outcome.firstFaults[0]).toMatchObject({
      kind: 'duplicate',
      handledBy: 'education',
    })
  })

  test('names what is lost when the outbox is switched off', async () => {
    await inDatabaseOf(
      'auth',
      `CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$`,
      `CREATE TRIGGER forget BEFORE INSERT ON azora.outbox FOR EACH ROW EXECUTE FUNCTION forget()`,
    )
    const { exitCode, outcome } = await chaos(
      '--seconds',
      '2',
      '--events',
      '100',
      '--kill',
      'gateway',
      '--timeout',
      '5s',
    )
    await inDatabaseOf('auth', 'DROP TRIGGER forget ON azora.outbox', 'DROP FUNCTION forget')
    expect(exitCode).toBe(1)
    expect(outcome).toMatchObject({ drained: false, duplicateEffects: 0, unknownEffects: 0 })
    const ofAuth = outcome.services.find(({ name }) => name === 'auth')?.committed
    expect(ofAuth).toBeGreaterThan(0)
    expect(outcome.lost).toBe(ofAuth)
    expect(outcome.firstFaults).toContainEqual(expect.objectContaining({ kind: 'lost', publishedBy: 'auth' }))
  })

  test('refuses what it cannot kill, by name', async () => {
    const { exitCode, stderr } = await platform().copy.azora(['chaos', '--kill', 'finance'])
    expect(exitCode).toBe(5)
    expect(stderr).toContain('There is no service finance')
    const short = await platform().copy.azora(['chaos', '--seconds', '3'])
    expect(short.stderr).toContain('too short')
  })
})
