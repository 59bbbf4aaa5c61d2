import { type Operation, pathParams } from '@azora/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { badParams, badQueries, unknownPaths, wrongMethods } from './bad-input/addresses.js'
import { addressOf, surprises, type Target } from './bad-input/attempt.js'
import { attempt, type Base, baseOf, nameOf, targets, userTargets } from './bad-input/base.js'
import { malformedBodies, missingFields, oddValues, oversizeBodies, wrongValues } from './bad-input/bodies.js'
import { contentsOf } from './bad-input/contents.js'
import { badIdentities, foreignTokens } from './bad-input/identities.js'
import { type Belongings, belongingsOf, newPerson, type Person } from './bad-input/people.js'
import { rawAnswer } from './bad-input/wire.js'
import { platformForFile, setEnvironment } from './platform.js'

const SERVICES = [...new Set(targets.map(({ service }) => service))]
// All of it comes from one address, and faster than anybody may ask.
const platform = platformForFile(copy => {
  for (const service of ['gateway', ...SERVICES])
    setEnvironment(copy, service, { ADDRESS_LIMIT_PER_SECOND: '100000' })
})

let gateway: string
let admin: string
let instructor: Person
let learner: Person
let others: { instructor: Person; learner: Person }
let belongings: Belongings
let before: Record<string, string>
beforeAll(async () => {
  gateway = await platform().gateway()
  admin = await platform().tokenOf('admin')
  const teacher = { name: 'instructor', admin }
  instructor = await newPerson(gateway, teacher)
  learner = await newPerson(gateway)
  others = { instructor: await newPerson(gateway, teacher), learner: await newPerson(gateway) }
  belongings = await belongingsOf(instructor, learner)
  before = await contentsOf(platform(), SERVICES)
})

const named = (chosen: readonly Target[]) => chosen.map(target => [nameOf(target), target] as const)
const withBody = named(userTargets.filter(({ operation }) => operation.body))
const having = (member: (operation: Operation) => unknown) =>
  named(userTargets.filter(({ operation }) => member(operation)))

const base = (target: Target): Base => baseOf(gateway, target, admin)

describe('a body that is none', () => {
  test.each(withBody)('%s refuses it', async (_, target) => {
    expect(await surprises(malformedBodies(base(target)))).toEqual([])
  })
})

describe('a body of another shape', () => {
  test.each(withBody)('%s names each field of another type', async (_, target) => {
    expect(await surprises(wrongValues(base(target)))).toEqual([])
  })

  test.each(withBody)('%s names each field that is missing', async (_, target) => {
    expect(await surprises(missingFields(base(target)))).toEqual([])
  })

  test.each(withBody)('%s takes no more bytes than it says', async (_, target) => {
    expect(await surprises(oversizeBodies(base(target)))).toEqual([])
  })
})

describe('an address that leads nowhere', () => {
  test.each(having(({ path }) => path.includes('{')))(
    '%s refuses parameters it cannot read',
    async (_, target) => {
      expect(await surprises(badParams(base(target)))).toEqual([])
    },
  )

  test.each(having(({ query }) => query))(
    '%s names each value of the query it cannot read',
    async (_, target) => {
      expect(await surprises(badQueries(base(target)))).toEqual([])
    },
  )

  test.each(named(targets))('the path of %s has its own methods only, and says which', async (_, target) => {
    expect(await surprises(wrongMethods(base(target), methodsOf(target)))).toEqual([])
  })

  test.each(named(targets))('nothing is found beside %s', async (_, target) => {
    expect(await surprises(unknownPaths(base(target)))).toEqual([])
  })

  test.each(having(({ path }) => path.includes('{')))(
    '%s finds nothing under ids nobody has',
    async (_, target) => {
      const expected = { statuses: [404] }
      expect(await surprises([attempt(base(target), { what: 'unknown ids', expected })])).toEqual([])
    },
  )
})

describe('a version that cannot be', () => {
  test.each(having(({ ifMatch }) => ifMatch))('%s refuses what is no version', async (_, target) => {
    const attempts = ['1', '"', '"-1"', '"1e3"', 'W/"1"', '"1", "2"', `"${'9'.repeat(400)}"`].map(version =>
      attempt(base(target), {
        what: `If-Match: ${version}`,
        headers: { 'if-match': version },
        expected: { code: 'invalid-request', pointer: '/if-match' },
      }),
    )
    expect(await surprises(attempts)).toEqual([])
  })

  test.each(having(({ ifMatch }) => ifMatch === 'required'))('%s asks for one', async (_, target) => {
    const { headers, ...rest } = base(target)
    const { 'if-match': _version, ...others } = headers
    const refused = attempt(
      { ...rest, headers: others },
      { what: 'no If-Match', expected: { code: 'precondition-required' } },
    )
    expect(await surprises([refused])).toEqual([])
  })
})

describe('a key for repeating that cannot be', () => {
  test.each(having(({ idempotency }) => idempotency !== 'ignored'))('%s refuses it', async (_, target) => {
    const attempts = ['x'.repeat(256), 'a b', 'é'].map(key =>
      attempt(base(target), {
        what: `Idempotency-Key: ${key.slice(0, 20)}`,
        headers: { 'idempotency-key': key },
        expected: { code: 'invalid-request', pointer: '/idempotency-key' },
      }),
    )
    expect(await surprises(attempts)).toEqual([])
  })
})

describe('somebody who is nobody', () => {
  const closed = named(targets.filter(({ operation }) => operation.access !== 'public'))

  test.each(closed)('%s wants a token of ours', async (_, target) => {
    expect(await surprises(badIdentities(base(target), foreignTokens(admin)))).toEqual([])
  })

  test.each(named(targets.filter(({ operation }) => operation.access === 'service')))(
    '%s is for services alone',
    async (_, target) => {
      const refused = attempt(base(target), {
        what: 'the token of an admin',
        expected: { code: 'forbidden' },
      })
      expect(await surprises([refused])).toEqual([])
    },
  )

  test.each(having(({ access }) => /^(role|permission):/.test(access) && !access.includes('enrollment:')))(
    '%s is not for learners',
    async (_, target) => {
      const refused = attempt(baseOf(gateway, target, learner.token), {
        what: 'the token of a learner',
        expected: { code: 'forbidden' },
      })
      expect(await surprises([refused])).toEqual([])
    },
  )
})

describe('a request that breaks off', () => {
  test('is answered as soon as it has taken its time, and its connection closed', async () => {
    const head = `POST /auth/v1/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n`
    const answer = await rawAnswer(gateway, `${head}{"email":`)
    expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*"code":"request-timeout"/)
  })

  test('with headers beyond all measure is refused', async () => {
    const answer = await rawAnswer(gateway, `GET / HTTP/1.1\r\nhost: x\r\nx-a: ${'a'.repeat(50_000)}\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 431 [^]*"code":"headers-too-large"/)
  })
})

describe("somebody else's", () => {
  // Anybody may enroll in anybody's course: that is what courses are for. Events belong to nobody: operators see all.
  const owned = ({ service, operation }: Target) =>
    operation.access !== 'public' &&
    !operation.access.startsWith('permission:event:') &&
    pathParams(operation.path).length > 0 &&
    `${service}.${operation.id}` !== 'education.enrollments.enroll'

  test.each(named(userTargets.filter(owned)))('%s is refused or not found', async (_, target) => {
    const teaches = target.operation.access.startsWith('permission:course:')
    const { token } = teaches ? others.instructor : others.learner
    const missing = pathParams(target.operation.path).filter(name => !(name in belongings))
    expect(missing, 'belongings of somebody else to try').toEqual([])
    const refused = attempt(
      { ...baseOf(gateway, target, token), url: gateway + addressOf(target, belongings) },
      { what: 'the token of somebody else', expected: { statuses: [403, 404] } },
    )
    expect(await surprises([refused])).toEqual([])
  })
})

test('none of this has written anything', async () => {
  expect(await contentsOf(platform(), SERVICES)).toEqual(before)
})

describe('odd, but not refused by the contract', () => {
  test.each(withBody)('%s takes it or refuses it, and never fails', async (_, target) => {
    const isOwn = target.operation.access === 'user'
    const { token } = isOwn ? await newPerson(gateway) : { token: admin }
    expect(await surprises(oddValues(baseOf(gateway, target, token)))).toEqual([])
  })
})

describe('a token that was good', () => {
  test('is refused everywhere within 5 s of signing out', async () => {
    const { azora, token } = await newPerson(gateway)
    await azora.auth.sessions.logout()
    const asked = () =>
      Promise.all(
        SERVICES.map(async service => {
          const url = `${gateway}/${service}/v1/${CLOSED[service]}`
          return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status
        }),
      )
    await expect.poll(asked, { timeout: 5_000 }).toEqual(SERVICES.map(() => 401))
  })
})

/** Of each service a path that takes a token. */
const CLOSED: Readonly<Record<string, string>> = { auth: 'me', education: 'me/courses', nexus: 'flow' }

function methodsOf({ service, operation }: Target): string[] {
  const same = targets.filter(
    other => other.service === service && shape(other) === shape({ service, operation }),
  )
  return same.map(other => other.operation.method)
}

const shape = ({ operation }: Target) => operation.path.replace(/\{\w+\}/g, '{}')
