import { expect, test } from 'vitest'
import type { PrismaClient } from '../src/generated/prisma/client.js'
import { startedAuth } from './app.js'
import { mailTo, PASSWORD, problemOf, somebody } from './people.js'

test('what is over is deleted within the hour, or after a month; what lives and what was done stay', async () => {
  await using app = await startedAuth()
  const { client, email, signedIn } = await somebody(app)
  await mailTo(app, email)
  await problemOf(app.client.sessions.login({ body: { email, password: 'not the password' } }))
  const other = await app.client.sessions.login({ body: { email, password: PASSWORD } })
  await client.sessions.logout({})
  const db = (app.resources['db'] as { client: PrismaClient }).client
  const counts = async () => ({
    sessions: await db.session.count(),
    revocations: await db.revocation.count(),
    tokens: await db.oneTimeToken.count(),
    mails: await db.mail.count(),
  })

  app.clock.advance(3_600_000)
  await app.settled()
  const before = await counts()
  for (let week = 0; week < 5; week++) {
    app.clock.advance(7 * 86_400_000)
    other.refreshToken = (
      await app.client.sessions.refresh({ body: { refreshToken: other.refreshToken } })
    ).refreshToken
  }
  await app.settled()

  expect(before).toEqual({ sessions: 2, revocations: 0, tokens: 1, mails: 1 })
  expect(await counts()).toEqual({ sessions: 1, revocations: 0, tokens: 0, mails: 0 })
  const trail = await app.use.auditTrail({ subject: signedIn.sessionId, limit: 10 })
  expect(trail.items.map(({ action }) => action)).toEqual(['session.revoked', 'session.started'])
})
