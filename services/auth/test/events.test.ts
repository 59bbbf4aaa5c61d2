import { describe, expect, test } from 'vitest'
import { theService } from './app.js'
import { mailTo, PASSWORD, problemOf, somebody } from './people.js'

const app = theService()

/** The types of what was published of a user, in order. */
async function told(userId: string) {
  await app().settled()
  return app()
    .events.published.filter(({ subject }) => subject === userId)
    .map(({ type }) => type)
}

describe('what happens to an account', () => {
  test('is published in its order', async () => {
    const { client, email, id } = await somebody(app())
    const { token } = await mailTo(app(), email)
    await app().client.emails.verify({ body: { token } })
    await client.passwords.change({ body: { currentPassword: PASSWORD, newPassword: `${PASSWORD}-new` } })
    expect(await told(id)).toEqual(['user.registered', 'user.logged_in', 'user.verified', 'password.changed'])
  })

  test('holds no secret: neither password nor token', async () => {
    const { id } = await somebody(app())
    await told(id)
    expect(JSON.stringify(app().events.published)).not.toContain(PASSWORD)
  })

  test('is not published when it is refused', async () => {
    const { email, id } = await somebody(app())
    const before = await told(id)
    expect(await problemOf(app().client.accounts.register({ body: { email, password: PASSWORD } }))).toBe(
      'email-taken',
    )
    expect(await told(id)).toEqual(before)
  })
})
