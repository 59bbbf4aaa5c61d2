import { describe, expect, test } from 'vitest'
import { theService } from './app.js'
import { atOnce, mailTo, newEmail, PASSWORD, problemOf, somebody } from './people.js'

const app = theService()
const register = (email: string, password = PASSWORD) =>
  app().client.accounts.register({ body: { email, password } })

describe('registering an address', () => {
  test('is refused when it is taken, in whatever case it is typed', async () => {
    const { email } = await somebody(app())

    expect(await problemOf(register(email))).toBe('email-taken')
    expect(await problemOf(register(email.toUpperCase()))).toBe('email-taken')
  })

  test('twenty times at the same moment opens one account', async () => {
    const email = newEmail()

    expect(await atOnce(20, () => register(email))).toEqual({ none: 1, 'email-taken': 19 })
  })

  test('is refused with a weak password, with all reasons at once', async () => {
    const refusal: unknown = await register('thandi.nkosi@example.com', 'Nkosi1').catch(
      (error: unknown) => error,
    )

    expect(refusal).toMatchObject({ code: 'weak-password', extensions: { weaknesses: ['too-short'] } })
  })
})

describe('verifying an address', () => {
  test('is done by the token that was mailed to it', async () => {
    const { client, email } = await somebody(app())
    const { token } = await mailTo(app(), email)

    await app().client.emails.verify({ body: { token } })

    expect(await client.accounts.me({})).toMatchObject({ emailVerified: true })
    expect(await problemOf(client.emails.resend({}))).toBe('email-already-verified')
  })

  test('works once: of twenty at the same moment one', async () => {
    const { email } = await somebody(app())
    const { token } = await mailTo(app(), email)

    const answers = await atOnce(20, () => app().client.emails.verify({ body: { token } }))

    expect(answers).toEqual({ none: 1, 'invalid-one-time-token': 19 })
  })

  test('is refused after three days; a new mail helps', async () => {
    const { client, email } = await somebody(app())
    const { token } = await mailTo(app(), email)
    app().clock.advance(72 * 3_600_000)
    const late = await problemOf(app().client.emails.verify({ body: { token } }))
    app().clock.advance(-72 * 3_600_000)

    await client.emails.resend({})
    const again = await mailTo(app(), email)

    expect(late).toBe('invalid-one-time-token')
    expect(again.token).not.toBe(token)
    expect(await problemOf(app().client.emails.verify({ body: { token: again.token } }))).toBe('none')
  })

  test('is refused with the token of a password reset', async () => {
    const { email } = await somebody(app())
    await mailTo(app(), email)
    await app().client.passwords.forgot({ body: { email } })
    const { token } = await mailTo(app(), email)

    expect(await problemOf(app().client.emails.verify({ body: { token } }))).toBe('invalid-one-time-token')
  })
})
