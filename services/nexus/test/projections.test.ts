import type { Database } from '@azora/service-kit'
import { newId } from '@azora/service-kit'
import { user } from '@azora/service-kit/testing'
import { expect, test } from 'vitest'
import { startedPlatform } from './platform.js'
import { broken, orderHistory } from './shop.js'

type Platform = Awaited<ReturnType<typeof startedPlatform>>

/** Has an order written to the history that a shop keeps, and waits for what becomes of it. */
async function sold(platform: Platform, name: string) {
  const { db } = platform.shopOf(name).service.use as { db: Database }
  const id = newId()
  await db.transaction(() =>
    db.streams.execute(orderHistory, { id, command: id }, { publish: () => Promise.resolve() }),
  )
  await platform.shopOf(name).settled()
}

test('the projections of all services are one list, and one is found wherever it is', async () => {
  await using platform = await startedPlatform(['books', 'tools'])
  const { projections } = platform.operator
  const { projections: all, silent } = await projections.list()
  expect(all.map(({ name, service }) => [name, service])).toEqual([
    ['books.sales', 'books'],
    ['tools.sales', 'tools'],
  ])
  expect(silent).toEqual([])
  const only = await projections.list({ query: { service: 'tools' } })
  expect(only.projections.map(({ name }) => name)).toEqual(['tools.sales'])
  const params = { projection: 'tools.sales' }
  expect(await projections.get({ params })).toMatchObject({
    service: 'tools',
    live: { lag: 0 },
    building: null,
  })
  const unknown = projections.get({ params: { projection: 'toys.sales' } })
  await expect(unknown).rejects.toMatchObject({ code: 'projection-not-found' })
})

test('one that stands still is seen, set going again once mended, and built anew', async () => {
  await using platform = await startedPlatform(['books', 'tools'])
  broken.add('tools')
  await sold(platform, 'tools')
  const { projections } = platform.operator
  const params = { projection: 'tools.sales' }
  const live = async () => (await projections.get({ params })).live
  expect(await live()).toMatchObject({ lag: 1, failure: expect.stringContaining('tools is closed') })
  broken.clear()
  await projections.resume({ params })
  await platform.shopOf('tools').settled()
  expect(await live()).toMatchObject({ lag: 0, failure: null })
  await expect(projections.resume({ params })).rejects.toMatchObject({ code: 'projection-moves' })
  await projections.rebuild({ params })
  await platform.shopOf('tools').settled()
  expect(await projections.get({ params })).toMatchObject({ live: { version: 1, lag: 0 }, building: null })
})

test('they are shown to nobody but operators, and changed by fewer', async () => {
  await using platform = await startedPlatform(['books'])
  const nobody = await platform.app.as(user())
  const reader = await platform.app.as(user({ permissions: ['event:read'] }))
  const params = { projection: 'books.sales' }
  const forbidden = { code: 'forbidden' }
  await expect(nobody.projections.list()).rejects.toMatchObject(forbidden)
  expect((await reader.projections.list()).projections).toHaveLength(1)
  await expect(reader.projections.rebuild({ params })).rejects.toMatchObject(forbidden)
  await expect(reader.projections.resume({ params })).rejects.toMatchObject(forbidden)
})
