import { UserDeleted, UserRegistered } from '@azora/contracts/auth'
import { LearnerNotFound } from '@azora/contracts/education'
import { type Database, listSagas, retrySaga, type SagaSummary } from '@azora/service-kit'
import { type Started, started, user } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { service } from '../src/service.js'
import { type FakeAuth, fakeAuth } from './fake-auth.js'

const registeredAt = '2030-01-01T00:00:00.000Z'

type App = Pick<Started, 'events' | 'settled' | 'resources'>

const startedBeside = (auth: FakeAuth) => started(service, { env: { AUTH_URL: auth.url } })

const pool = (app: App) => (app.resources['db'] as Database).pool

const register = (app: App, userId: string) =>
  app.events.publish(UserRegistered, { userId, email: 'thandi@example.com', registeredAt }, 'auth')

async function sagaOf(app: App, userId: string): Promise<SagaSummary | undefined> {
  await app.settled()
  return (await listSagas(pool(app), { subject: userId })).items[0]
}

describe('a registration', () => {
  test('is completed when there is a learner record and auth has welcomed its owner, once', async () => {
    const someone = user()
    await using auth = await fakeAuth(someone.id)
    await using app = await startedBeside(auth)
    const event = await register(app, someone.id)
    await app.settled()
    await app.events.deliver(event)
    expect(await sagaOf(app, someone.id)).toMatchObject({ state: 'completed' })
    expect(await (await app.as(someone)).learners.me({})).toEqual({ id: someone.id, registeredAt })
    expect(auth.calls.map(({ userId }) => userId)).toEqual([someone.id])
  })

  test('of an account that is gone takes the learner record back', async () => {
    const someone = user()
    await using auth = await fakeAuth()
    await using app = await startedBeside(auth)
    await register(app, someone.id)
    expect(await sagaOf(app, someone.id)).toMatchObject({
      state: 'compensated',
      reason: 'welcome was refused',
    })
    await expect((await app.as(someone)).learners.me({})).rejects.toThrow(LearnerNotFound)
  })

  test('goes on when auth lets us in again, under the same key, and nobody is turned away meanwhile', async () => {
    const someone = user()
    await using auth = await fakeAuth(someone.id)
    auth.refusal = 403
    await using app = await startedBeside(auth)
    await register(app, someone.id)
    const stuck = await sagaOf(app, someone.id)
    expect(stuck).toMatchObject({ state: 'stuck', stuckReason: 'welcome has failed, 10 times by now' })
    expect(await (await app.as(someone)).learners.me({})).toMatchObject({ id: someone.id })
    auth.refusal = undefined
    await retrySaga(pool(app), stuck?.id ?? '', app.clock.now())
    expect(await sagaOf(app, someone.id)).toMatchObject({ state: 'completed' })
    expect(auth.calls).toHaveLength(11)
    expect(new Set(auth.calls.map(({ key }) => key)).size).toBe(1)
  })

  test('that a deletion overtakes leaves no learner', async () => {
    const someone = user()
    await using auth = await fakeAuth(someone.id)
    await using app = await startedBeside(auth)
    await register(app, someone.id)
    await app.events.publish(UserDeleted, { userId: someone.id, deletedAt: registeredAt }, 'auth')
    await app.settled()
    await expect((await app.as(someone)).learners.me({})).rejects.toThrow(LearnerNotFound)
  })

  test('whose account is deleted later leaves none either', async () => {
    const someone = user()
    await using auth = await fakeAuth(someone.id)
    await using app = await startedBeside(auth)
    await register(app, someone.id)
    await app.settled()
    await app.events.publish(UserDeleted, { userId: someone.id, deletedAt: registeredAt }, 'auth')
    await app.settled()
    await expect((await app.as(someone)).learners.me({})).rejects.toThrow(LearnerNotFound)
  })
})
