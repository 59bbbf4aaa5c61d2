import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { addressOf, type Target } from '../bad-input/attempt.js'
import { nameOf, userTargets } from '../bad-input/base.js'
import { type Belongings, belongingsOf, newPerson, type Person } from '../bad-input/people.js'
import { sampleOf } from '../bad-input/samples.js'
import { copyAt } from '../workspace-copy.js'
import { attacked } from './attacked.js'

const { root, gateway, tokens } = attacked()

/** Values nobody has but who plants them: found anywhere, they were taken. */
const PLANTED = {
  id: randomUUID(),
  name: `planted-${randomUUID()}`,
  number: 987_654,
  at: '1999-09-09T09:09:09.999Z',
}

/** Fields that only the platform sets, with what somebody would set them to. */
const EXTRA: Readonly<Record<string, unknown>> = {
  id: PLANTED.id,
  ownerId: PLANTED.id,
  userId: PLANTED.id,
  learnerId: PLANTED.id,
  courseId: PLANTED.id,
  sessionId: PLANTED.id,
  owner: { id: PLANTED.id },
  user: { connect: { id: PLANTED.id } },
  role: 'admin',
  roles: ['admin', PLANTED.name],
  permissions: ['*:*'],
  isAdmin: true,
  aal: 2,
  status: 'disabled',
  state: 'completed',
  version: PLANTED.number,
  publishedVersion: PLANTED.number,
  emailVerified: true,
  passwordHash: PLANTED.name,
  createdAt: PLANTED.at,
  updatedAt: PLANTED.at,
  publishedAt: PLANTED.at,
  lockedUntil: PLANTED.at,
  deletedAt: PLANTED.at,
  // What an object mapper would take for a command.
  $set: { role: 'admin' },
  'roles[]': PLANTED.name,
  'user.role': PLANTED.name,
}

let instructor: Person
let belongings: Belongings
beforeAll(async () => {
  instructor = await newPerson(gateway, { name: 'instructor', admin: tokens.admin })
  belongings = await belongingsOf(instructor, await newPerson(gateway))
})

const withBody = userTargets.filter(({ operation }) => operation.body)
const named = withBody.map(target => [nameOf(target), target] as const)

/** Whoever may call an operation about these belongings. */
async function tokenFor({ operation }: Target): Promise<string> {
  if (operation.access.startsWith('permission:course:')) return instructor.token
  return operation.access === 'user' ? (await newPerson(gateway)).token : tokens.admin
}

async function send(target: Target, token: string, body: unknown): Promise<{ status: number; text: string }> {
  const { operation } = target
  const values = { ...(sampleOf(operation.params) as Record<string, unknown>), ...belongings }
  const response = await fetch(gateway + addressOf(target, values), {
    method: operation.method,
    headers: {
      'content-type': 'application/json',
      ...(operation.access === 'public' ? {} : { authorization: `Bearer ${token}` }),
      ...(operation.ifMatch ? { 'if-match': '*' } : {}),
    },
    body: JSON.stringify(body),
  })
  return { status: response.status, text: await response.text() }
}

const isPlanted = (text: string) =>
  [PLANTED.id, PLANTED.name, String(PLANTED.number), PLANTED.at].some(value => text.includes(value))

describe('fields that are not the sender’s to set are refused, or change nothing', () => {
  test.each(named)('%s', async (_, target) => {
    const body = target.operation.body && (sampleOf(target.operation.body) as Record<string, unknown>)
    const { status, text } = await send(target, await tokenFor(target), { ...EXTRA, ...body })
    expect(status).toBeLessThan(500)
    // A refusal may name a field, never what was in it.
    expect({ text, isPlanted: isPlanted(text) }).toEqual({ text, isPlanted: false })
  })

  test.each(named)('%s, one field at a time', async (_, target) => {
    const body = target.operation.body && (sampleOf(target.operation.body) as Record<string, unknown>)
    // Anything that ends what the sender came by is left to the row above.
    const fields = Object.entries(EXTRA).filter(([field]) => body && !(field in body))
    const token = await tokenFor(target)
    const answers = await Promise.all(
      fields.map(([field, value]) => send(target, token, { ...body, [field]: value })),
    )
    expect(answers.filter(({ status, text }) => status >= 500 || isPlanted(text))).toEqual([])
  })

  test('nothing of it stands in a database', async () => {
    const planted = [PLANTED.id, PLANTED.name, PLANTED.at.slice(0, 10)]
    expect(await tablesWith('auth', planted)).toEqual([])
    expect(await tablesWith('education', planted)).toEqual([])
    // What does stand there is found.
    expect(await tablesWith('auth', [instructor.id])).not.toEqual([])
  })

  test('and nobody has become more than they were', async () => {
    const { azora } = await newPerson(gateway)
    expect(await azora.auth.accounts.me()).toMatchObject({ roles: ['learner'], aal: 1, emailVerified: false })
  })
})

/** The tables of a service in which one of these texts stands, in whatever column. */
async function tablesWith(service: string, texts: readonly string[]): Promise<unknown[]> {
  const like = texts.map(text => `''%%${text}%%''`).join(', ')
  const sql = `
    select table_schema || '.' || table_name as name
    from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema in ('public', 'azora') and (
      xpath('//n/text()', query_to_xml(format(
        'select count(*) as n from %I.%I t where t::text like any (array[${like}])',
        table_schema, table_name), false, true, '')))[1]::text::int > 0`
  const args = ['db', 'shell', service, '--builtin', '--json', '--command', sql]
  const { stdout, stderr } = await copyAt(root).azora(args)
  expect({ service, stdout, stderr }).toMatchObject({ stdout: expect.stringContaining('"results"') })
  const { results } = JSON.parse(stdout) as { results: { rows: unknown[] }[] }
  return results[0]?.rows ?? []
}
