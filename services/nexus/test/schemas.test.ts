import { type Contract, contract, event } from '@azora/contracts'
import { platform } from '@azora/contracts/platform'
import type { Database } from '@azora/service-kit'
import { startedOnce, user } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import type { PrismaClient } from '../src/generated/prisma/client.js'
import { SchemaRegistry } from '../src/schemas/registry.js'
import { SchemaRepository } from '../src/schemas/repository.js'
import { service } from '../src/service.js'

const app = startedOnce(service)
const operator = () => app().as(user({ permissions: ['event:read'] }))
const repository = () => new SchemaRepository((app().resources['db'] as Database<PrismaClient>).client)

/** A contract whose one event has this data. */
const ships = (data: z.ZodObject, version = 1): Contract =>
  contract('ships', {
    title: 'Ships',
    description: 'Sail.',
    routes: {},
    events: {
      shipSailed: event('ship.sailed', {
        summary: 'A ship has sailed',
        version,
        upcasters: Object.fromEntries([1, 2, 3, 4, 5, 6].map(earlier => [earlier, (old: unknown) => old])),
        data,
        subject: () => 'ship',
      }),
    },
  })

describe('the registry of schemas', () => {
  test('holds every event of every contract', async () => {
    const { schemas } = await operator()
    const { items } = await schemas.list()
    const types = platform.flatMap(({ events }) => Object.values(events).map(({ type }) => type))
    expect(items.map(({ type }) => type)).toEqual(expect.arrayContaining(types))
    expect(items.filter(({ conflicts }) => conflicts.length > 0)).toEqual([])
  })

  test('gives a version as JSON Schema', async () => {
    const { schemas } = await operator()
    expect(await schemas.get({ params: { type: 'user.verified', version: 1 } })).toMatchObject({
      service: 'auth',
      dataschema: 'https://azora.dev/events/user.verified/v1',
      schema: { type: 'object', properties: { userId: { type: 'string', format: 'uuid' } } },
    })
    const missing = schemas.get({ params: { type: 'user.verified', version: 99 } })
    await expect(missing).rejects.toMatchObject({ code: 'event-schema-not-found' })
  })

  test('keeps a published version, whatever a contract says later, and names what has changed', async () => {
    const first = z.object({ shipId: z.uuid(), crew: z.int() })
    await new SchemaRegistry(repository(), [ships(first)]).all()
    const changed = new SchemaRegistry(repository(), [
      ships(z.object({ shipId: z.uuid(), crew: z.string() })),
    ])
    const found = (await changed.all()).find(({ type }) => type === 'ship.sailed')
    expect(found?.schema).toMatchObject({ properties: { crew: { type: 'integer' } } })
    expect(found?.conflicts).toEqual([expect.stringContaining('crew')])
    await expect(changed.check()).rejects.toThrow('ship.sailed v1 is not what was published')
    const raised = new SchemaRegistry(repository(), [
      ships(z.object({ shipId: z.uuid(), crew: z.string() }), 2),
    ])
    await expect(raised.check()).resolves.toBeUndefined()
  })

  test('publishes a version once, however many see it first', async () => {
    const data = z.object({ lighthouseId: z.uuid() })
    const contracts = [ships(data, 7)]
    const lists = await Promise.all(
      Array.from({ length: 10 }, () => new SchemaRegistry(repository(), contracts).all()),
    )
    const times = lists.map(list => list.find(({ version }) => version === 7)?.publishedAt)
    expect(new Set(times).size).toBe(1)
  })
})
