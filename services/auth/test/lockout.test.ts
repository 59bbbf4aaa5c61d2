import { describe, expect, test } from 'vitest'
import { theService } from './app.js'
import { admin, atOnce, mailTo, newEmail, PASSWORD, problemOf, somebody } from './people.js'

// The test is the proxy, so that it can speak from any address.
const app = theService({ env: { TRUSTED_PROXIES: '127.0.0.1' } })

interface Attempt {
  email: string
  password?: string
  from?: string
  deviceToken?: string
}

/** The answer to a sign-in from some address: status, code, and the time to wait. */
async function attempt({ email, password = 'not the password', from = '203.0.113.1', deviceToken }: Attempt) {
  const response = await fetch(`${app().url}/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify({ email, password, deviceToken }),
  })
  const { code = 'none' } = (await response.json()) as { code?: string }
  return { status: response.status, code, retryAfter: response.headers.get('retry-after') }
}

const codeOf = async (options: Attempt) => (await attempt(options)).code

async function lockOut(email: string, from?: string): Promise<void> {
  for (let n = 0; n < 5; n++) await attempt({ email, ...(from ? { from } : {}) })
}

describe('failing to sign in five times in a row', () => {
  test('locks the address out, right password or not, and says for how long', async () => {
    const { email } = await somebody(app())
    for (let n = 0; n < 5; n++) expect(await codeOf({ email })).toBe('invalid-credentials')

    expect(await attempt({ email, password: PASSWORD })).toEqual({
      status: 423,
      code: 'account-locked',
      retryAfter: '900',
    })
  })

  test('at the same moment, a hundred times, gets five honest answers at most', async () => {
    const { email } = await somebody(app())

    const answers = await Promise.all(Array.from({ length: 100 }, () => codeOf({ email })))

    expect(answers.filter(code => code === 'invalid-credentials')).toHaveLength(5)
    expect(answers.filter(code => code === 'account-locked')).toHaveLength(95)
  })

  test('is over after a quarter of an hour', async () => {
    const { email } = await somebody(app())
    await lockOut(email)
    app().clock.advance(15 * 60_000)

    expect(await codeOf({ email, password: PASSWORD })).toBe('none')
  })

  test('happens alike to an address nobody has', async () => {
    const email = newEmail()
    for (let n = 0; n < 5; n++) expect(await codeOf({ email })).toBe('invalid-credentials')

    expect(await attempt({ email })).toEqual({ status: 423, code: 'account-locked', retryAfter: '900' })
  })

  test('is forgiven by a right password in between', async () => {
    const { email } = await somebody(app())
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 4; n++) await attempt({ email })
      expect(await codeOf({ email, password: PASSWORD })).toBe('none')
    }
  })
})

describe('whoever is locked out of an account', () => {
  test('has done nothing to other accounts', async () => {
    const [victim, other] = [await somebody(app()), await somebody(app())]
    await lockOut(victim.email)

    expect(await codeOf({ email: other.email, password: PASSWORD })).toBe('none')
  })

  test('has done nothing to its owner at another address', async () => {
    const { email } = await somebody(app())
    await lockOut(email, '203.0.113.66')

    expect(await codeOf({ email, password: PASSWORD, from: '198.51.100.7' })).toBe('none')
  })

  test('cannot lock out a device that has signed in before, from however many addresses', async () => {
    const { email, signedIn } = await somebody(app())
    const deviceToken = signedIn.deviceToken
    const count = { failures: 99, lastFailureAt: app().clock.now(), lockedUntil: null }
    await app().use.failures.begin(email, ['anywhere'], app().clock.now())
    await app().use.failures.save(email, 'anywhere', count)
    await attempt({ email, from: '203.0.113.99' })

    expect(await codeOf({ email, password: PASSWORD, from: '198.51.100.8' })).toBe('account-locked')
    expect(await codeOf({ email, password: PASSWORD, from: '203.0.113.1', deviceToken })).toBe('none')
  })

  test('gains nothing by a device token of somebody else, or of their own', async () => {
    const [victim, attacker] = [await somebody(app()), await somebody(app())]
    const { deviceToken } = attacker.signedIn
    for (let n = 0; n < 5; n++) await attempt({ email: victim.email, deviceToken })

    expect(await codeOf({ email: victim.email, password: PASSWORD, deviceToken })).toBe('account-locked')
  })
})

describe('a lock is lifted', () => {
  test('by resetting the password', async () => {
    const { email } = await somebody(app())
    await lockOut(email)
    await app().client.passwords.forgot({ body: { email } })
    const { token } = await mailTo(app(), email)
    await app().client.passwords.reset({ body: { token, newPassword: 'an even longer sentence' } })

    expect(await codeOf({ email, password: 'an even longer sentence' })).toBe('none')
  })

  test('by an administrator', async () => {
    const { email, id } = await somebody(app())
    await lockOut(email)
    await (await admin(app())).users.unlock({ params: { userId: id } })

    expect(await codeOf({ email, password: PASSWORD })).toBe('none')
  })
})

test('a known device that guesses is locked out itself', async () => {
  const { email, signedIn } = await somebody(app())
  const { deviceToken } = signedIn
  for (let n = 0; n < 10; n++) await attempt({ email, deviceToken })

  expect(await codeOf({ email, password: PASSWORD, deviceToken })).toBe('account-locked')
})

test('any number of right sign-ins at the same moment succeed', async () => {
  const { email } = await somebody(app())

  expect(
    await atOnce(30, () => app().client.sessions.login({ body: { email, password: PASSWORD } })),
  ).toEqual({ none: 30 })
})

test('a lock is in the audit trail', async () => {
  const { email, id } = await somebody(app())
  await lockOut(email)
  const { items } = await app().use.auditTrail({ action: 'account.locked', subject: id, limit: 5 })

  expect(items).toMatchObject([{ data: { origin: 'address:203.0.113.1' } }])
  expect(await problemOf(Promise.resolve())).toBe('none')
})
