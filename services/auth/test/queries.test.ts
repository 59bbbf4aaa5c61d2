import { compiledQueries } from '@azora/service-kit/testing'
import { expect, test } from 'vitest'
import { startedAuth } from './app.js'
import { somebody } from './people.js'

test('what was done before is done again without compiling a query', async () => {
  await using app = await startedAuth()
  const live = async () => {
    app.clock.advance(60_000)
    const { client, signedIn } = await somebody(app)
    await client.sessions.refresh({ body: { refreshToken: signedIn.refreshToken } })
    await client.sessions.list()
    await client.sessions.logout()
    await app.settled()
  }

  using compiled = compiledQueries()
  await live()
  expect(compiled.taken()).toContain('Session.createOne')
  await live()
  expect(compiled.taken()).toEqual([])
})

test('a process that is asked for nothing compiles none', async () => {
  using compiled = compiledQueries()
  await using app = await startedAuth({ seed: false })
  const { keyRing, revocations, courier } = app.use
  await Promise.all([keyRing.load(), revocations.load(), courier.deliverAll()])
  await (await app.asService('education')).revocations.list()

  expect(compiled.taken()).toEqual([])
})
