import { user } from '@azora/service-kit/testing'
import { hash } from '@node-rs/argon2'
import { describe, expect, test } from 'vitest'
import { theService } from './app.js'
import { admin, atOnce, clientOf, mailTo, newEmail, PASSWORD, problemOf, somebody } from './people.js'

const app = theService()
const NEW = 'an even longer sentence'

const login = (email: string, password: string) => app().client.sessions.login({ body: { email, password } })
const forgot = (email: string) => app().client.passwords.forgot({ body: { email } })
const reset = (token: string, newPassword = NEW) =>
  app().client.passwords.reset({ body: { token, newPassword } })

describe('changing a password', () => {
  test('takes the old one, keeps this session and ends the others', async () => {
    const { client, email, signedIn } = await somebody(app())
    const elsewhere = await login(email, PASSWORD)

    await client.passwords.change({ body: { currentPassword: PASSWORD, newPassword: NEW } })

    expect(await problemOf(client.accounts.me({}))).toBe('none')
    expect(await problemOf(clientOf(app(), elsewhere.accessToken).accounts.me({}))).toBe('unauthenticated')
    expect(
      await problemOf(app().client.sessions.refresh({ body: { refreshToken: elsewhere.refreshToken } })),
    ).toBe('session-revoked')
    expect(
      await problemOf(app().client.sessions.refresh({ body: { refreshToken: signedIn.refreshToken } })),
    ).toBe('none')
    expect([await problemOf(login(email, PASSWORD)), await problemOf(login(email, NEW))]).toEqual([
      'invalid-credentials',
      'none',
    ])
    expect((await mailTo(app(), email)).subject).toBe('Your password was changed')
  })

  test('twenty times at the same moment, each to another, changes it once', async () => {
    const { client, id } = await somebody(app())
    const change = (index: number) =>
      client.passwords.change({ body: { currentPassword: PASSWORD, newPassword: `${NEW} ${index}` } })

    const answers = await atOnce(20, change)
    const { hash = '' } = (await app().use.accounts.passwordOf(id)) ?? {}
    const candidates = Array.from({ length: 20 }, (_, index) => `${NEW} ${index}`)
    const matches = await Promise.all(candidates.map(candidate => app().use.hasher.verify(hash, candidate)))

    expect(answers['none']).toBe(1)
    expect(matches.filter(Boolean)).toHaveLength(1)
  })

  test('with a wrong password is refused, and after five of them so is the right one', async () => {
    const { client } = await somebody(app())
    const change = (currentPassword: string) =>
      client.passwords.change({ body: { currentPassword, newPassword: NEW } })

    for (let n = 0; n < 5; n++) expect(await problemOf(change('not the password'))).toBe('wrong-password')

    expect(await problemOf(change(PASSWORD))).toBe('account-locked')
  })

  test('by a token whose session is over is refused, even where that is not known yet', async () => {
    const { id } = await somebody(app())
    const late = await app().as(user({ id }))
    const body = { currentPassword: PASSWORD, newPassword: NEW }

    expect(await problemOf(late.passwords.change({ body }))).toBe('session-revoked')
    expect(await problemOf(late.sessions.reauthenticate({ body: { password: PASSWORD } }))).toBe(
      'session-revoked',
    )
  })

  test('to a weak one is refused', async () => {
    const { client } = await somebody(app())
    const body = { currentPassword: PASSWORD, newPassword: 'password123' }

    expect(await problemOf(client.passwords.change({ body }))).toBe('weak-password')
  })
})

describe('a forgotten password', () => {
  test('is set anew by the token of a mail: all sessions end, the address counts as verified', async () => {
    const { client, email } = await somebody(app())
    await forgot(email)

    await reset((await mailTo(app(), email)).token)

    expect(await problemOf(client.accounts.me({}))).toBe('unauthenticated')
    expect(await problemOf(login(email, PASSWORD))).toBe('invalid-credentials')
    expect((await login(email, NEW)).account).toMatchObject({ emailVerified: true })
  })

  test('is set once: of twenty resets at the same moment one', async () => {
    const { email } = await somebody(app())
    await forgot(email)
    const { token } = await mailTo(app(), email)

    expect(await atOnce(20, index => reset(token, `${NEW} ${index}`))).toEqual({
      none: 1,
      'invalid-one-time-token': 19,
    })
  })

  test('keeps its link when the new password is too weak', async () => {
    const { email } = await somebody(app())
    await forgot(email)
    const { token } = await mailTo(app(), email)

    expect(await problemOf(reset(token, 'password123'))).toBe('weak-password')
    expect(await problemOf(reset(token))).toBe('none')
  })

  test('lets an hour pass in vain', async () => {
    const { email } = await somebody(app())
    await forgot(email)
    const { token } = await mailTo(app(), email)
    app().clock.advance(3_600_000)

    expect(await problemOf(reset(token))).toBe('invalid-one-time-token')
  })

  test('of an unknown address gets the same answer and no mail', async () => {
    const unknown = newEmail()

    expect(await problemOf(forgot(unknown))).toBe('none')
    await expect(mailTo(app(), unknown)).rejects.toThrow('no mail')
  })

  test('asked for again and again brings five mails and no more', async () => {
    const { email } = await somebody(app())
    await atOnce(20, () => forgot(email))

    const { items } = await (await admin(app())).mailbox.list({ query: { to: email } })

    expect(items.filter(({ subject }) => subject === 'Set a new password')).toHaveLength(5)
  })
})

describe('a password hashed at a lower cost', () => {
  /** Somebody whose password was hashed when less work was asked for. */
  async function oldTimer() {
    const person = await somebody(app())
    const cheap = await hash(PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 })
    const { changedAt = app().clock.now() } = (await app().use.accounts.passwordOf(person.id)) ?? {}
    await app().use.accounts.setPassword(person.id, { hash: cheap, changedAt })
    return person
  }

  test('is hashed anew at the next sign-in', async () => {
    const { id, email } = await oldTimer()

    await login(email, PASSWORD)

    expect((await app().use.accounts.passwordOf(id))?.hash).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/)
    expect(await problemOf(login(email, PASSWORD))).toBe('none')
  })

  test('lets all in that sign in at the same moment', async () => {
    const { email } = await oldTimer()

    expect(await atOnce(20, () => login(email, PASSWORD))).toEqual({ none: 20 })
  })
})
