import { type Contract, contract, event } from '@azora/contracts'
import { declaredEvents } from '@azora/contracts/compatibility'
import { type Database, defineService, type Kit, type RouteDocument } from '@azora/service-kit'
import { startedOnce } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import type { PrismaClient } from '../src/generated/prisma/client.js'
import { SchemaRegistry } from '../src/schemas/registry.js'
import { SchemaRepository } from '../src/schemas/repository.js'
import { service } from '../src/service.js'
import { startedPlatform } from './platform.js'

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

/** A service that publishes that event, and does nothing else. */
const harbor = (data: z.ZodObject, version = 1) => defineService({ contract: ships(data, version) })

const COUNTED = z.object({ shipId: z.uuid(), crew: z.int() })
const NAMED = z.object({ shipId: z.uuid(), crew: z.string() })

type Platform = Awaited<ReturnType<typeof startedPlatform>>

/** What nexus knows of the ship's event, each version with the type of its crew and whether a service contradicts it. */
async function known({ operator }: Platform) {
  const { items } = await operator.schemas.list({ query: { type: 'ship.sailed' } })
  return items.map(({ version, schema, conflicts }) => ({
    version,
    schema,
    isContradicted: conflicts.length > 0,
  }))
}

const crewIs = (type: string) =>
  expect.objectContaining({ properties: expect.objectContaining({ crew: { type } }) })

/** As long as a busy machine may take to see that the route table has changed. */
const SEEN = { timeout: 15_000 }

describe('while nexus runs', { timeout: 90_000 }, () => {
  test('a service that appears is known, and one that goes leaves what it has published', async () => {
    await using platform = await startedPlatform(['books'])
    expect(await known(platform)).toEqual([])
    await platform.appears(harbor(COUNTED))
    const one = { version: 1, schema: expect.anything(), isContradicted: false }
    await expect.poll(() => known(platform), SEEN).toEqual([one])
    await platform.goes('ships')
    const body = { type: 'ship.sailed', data: {} }
    await expect
      .poll(() => platform.operator.events.publish({ body }).catch(String), SEEN)
      .toContain('ships publishes it: no such service runs')
    expect(await known(platform)).toEqual([one])
  })

  test('an event that changes under its version is refused and told, and known under another', async () => {
    await using platform = await startedPlatform(['books'])
    await platform.appears(harbor(COUNTED))
    const first = { version: 1, schema: crewIs('integer'), isContradicted: false }
    await expect.poll(() => known(platform), SEEN).toEqual([first])
    await platform.appears(harbor(NAMED))
    await expect.poll(() => known(platform), SEEN).toEqual([{ ...first, isContradicted: true }])
    const health = async () => await (await fetch(`${platform.app.url}/health`)).text()
    await expect.poll(health, SEEN).toContain('ship.sailed v1 is not what was published')
    expect(platform.app.logs.text).toContain('an event is not what was published')
    await platform.appears(harbor(NAMED, 2))
    const second = { version: 2, schema: crewIs('string'), isContradicted: false }
    await expect.poll(() => known(platform), SEEN).toEqual([first, second])
  })

  test('the schema of a version is given as JSON Schema', async () => {
    await using platform = await startedPlatform(['books'])
    const { schemas } = platform.operator
    await expect
      .poll(() => schemas.get({ params: { type: 'order.paid', version: 1 } }), SEEN)
      .toMatchObject({
        service: 'books',
        dataschema: 'https://azora.dev/events/order.paid/v1',
        schema: { type: 'object', properties: { orderId: { type: 'string', format: 'uuid' } } },
      })
    const missing = schemas.get({ params: { type: 'order.paid', version: 99 } })
    await expect(missing).rejects.toMatchObject({ code: 'event-schema-not-found' })
  })
})

describe('the registry of schemas', { timeout: 90_000 }, () => {
  const app = startedOnce(service)
  const repository = () => new SchemaRepository((app().resources['db'] as Database<PrismaClient>).client)

  /** A registry of a process of its own, that has seen a service with this contract. */
  function registryOf(declared: Contract): SchemaRegistry {
    const registry = new SchemaRegistry(repository())
    registry.follow(tableWith(declared))
    return registry
  }

  test('keeps a published version, whatever a contract says later, and names what has changed', async () => {
    await registryOf(ships(COUNTED)).all()
    const changed = registryOf(ships(NAMED))
    const found = (await changed.all()).find(({ type }) => type === 'ship.sailed')
    expect(found?.schema).toMatchObject({ properties: { crew: { type: 'integer' } } })
    expect(found?.conflicts).toEqual([expect.stringContaining('crew')])
    await expect(changed.check()).rejects.toThrow('ship.sailed v1 is not what was published')
    await expect(registryOf(ships(NAMED, 2)).check()).resolves.toBeUndefined()
  })

  test('publishes a version once, however many see it first', async () => {
    const declared = ships(z.object({ lighthouseId: z.uuid() }), 7)
    const lists = await Promise.all(Array.from({ length: 10 }, () => registryOf(declared).all()))
    const times = lists.map(list => list.find(({ version }) => version === 7)?.publishedAt)
    expect(new Set(times).size).toBe(1)
  })

  test('asks for nothing before there is something to publish', async () => {
    const asked: string[] = []
    const registry = new SchemaRegistry({
      publish: async schemas => void asked.push(...schemas.map(({ type }) => type)),
      all: async () => {
        asked.push('all')
        return []
      },
    })
    registry.start({ log: { warn: () => {} } as unknown as Kit['log'] })
    registry.follow(tableWith(ships(COUNTED)))
    await registry.all()
    registry.stop()
    expect(asked).toEqual(['ship.sailed', 'all'])
  })

  test('learns what it was told while its database was away, once that is back', async () => {
    const database = { isAway: true, published: [] as string[] }
    const registry = new SchemaRegistry({
      publish: async schemas => {
        if (database.isAway) throw new Error('the database is away')
        database.published = schemas.map(({ type }) => type)
      },
      all: async () => [],
    })
    registry.follow(tableWith(ships(COUNTED)))
    registry.start({ log: { warn: () => {} } as unknown as Kit['log'] })
    await expect(registry.check()).rejects.toThrow('the database is away')
    database.isAway = false
    await expect.poll(() => database.published, SEEN).toEqual(['ship.sailed'])
    registry.stop()
  })
})

/** The route table with one service of this contract. */
function tableWith(declared: Contract): RouteDocument {
  const { name, title, version } = declared
  const told = { name, title, version, operations: [], events: declaredEvents(declared) }
  return {
    schemaVersion: 1,
    services: [{ name, kind: 'service', expected: false, contract: told, instances: [] }],
  }
}
