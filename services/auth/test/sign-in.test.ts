import { describe, expect, test } from 'vitest'
import { theService } from './app.js'
import { clientOf, newEmail, PASSWORD, problemOf, somebody } from './people.js'

const app = theService()

describe('registering', () => {
  test('opens an account with the role learner, which may sign in at once', async () => {
    const email = newEmail()
    const account = await app().client.accounts.register({
      body: { email: email.toUpperCase(), password: PASSWORD },
    })
    const signedIn = await app().client.sessions.login({ body: { email, password: PASSWORD } })

    expect(account).toMatchObject({ email, emailVerified: false, roles: ['learner'], version: 1 })
    expect(signedIn.account).toEqual(account)
  })
})

describe('the token of a sign-in', () => {
  test('says who one is, by which session, and what one may do', async () => {
    const { client, id, email, signedIn } = await somebody(app())

    expect(await client.accounts.me({})).toMatchObject({
      id,
      email,
      sessionId: signedIn.sessionId,
      roles: ['learner'],
      permissions: ['enrollment:create'],
      aal: 1,
    })
  })

  test('is worth nothing once it has expired', async () => {
    const { client, signedIn } = await somebody(app())
    app().clock.advance(signedIn.expiresInSeconds * 1_000 + 6_000)

    expect(await problemOf(client.accounts.me({}))).toBe('unauthenticated')
    const { accessToken } = await app().client.sessions.refresh({
      body: { refreshToken: signedIn.refreshToken },
    })
    expect(await problemOf(clientOf(app(), accessToken).accounts.me({}))).toBe('none')
  })
})
