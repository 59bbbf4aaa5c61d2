import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { operations } from '@azora/contracts/operations'
import { createClient } from '@azora/sdk/client'
import { newId, type RouteDocument, type Service, systemClock } from '@azora/service-kit'
import { announcedBy, type Started, started, TestIssuer, user } from '@azora/service-kit/testing'
import { service } from '../src/service.js'
import { broken, OrderPaid, shop } from './shop.js'

/** A service that runs beside nexus. */
interface Neighbor extends Pick<Service, 'contract'> {
  started: Started
}

/** Nexus with shops around it, and what else stands beside them, all on one route table. */
export async function startedPlatform(
  names: readonly string[],
  { beside = [], env = {} }: { beside?: readonly Service[]; env?: Readonly<Record<string, string>> } = {},
) {
  broken.clear()
  const folder = await mkdtemp(join(tmpdir(), 'azora-nexus-'))
  const issuer = await TestIssuer.create(systemClock)
  const neighbors = new Map<string, Neighbor>()
  const routes = join(folder, 'routes.json')
  /** Has a service run, in the place of one of its name, and told of in the route table. */
  const appears = async (one: Service) => {
    await neighbors.get(one.name)?.started[Symbol.asyncDispose]()
    neighbors.set(one.name, { contract: one.contract, started: await started(one, { issuer }) })
    await writeFile(routes, JSON.stringify(tableOf(neighbors)))
  }
  for (const one of [...names.map(shop), ...beside]) await appears(one)
  const app = await started(service, { issuer, env: { AZORA_ROUTES: routes, ...env } })
  const person = user({ permissions: ['event:*'] })
  const shopOf = (name: string) => neighbors.get(name)?.started as Started
  return {
    app,
    issuer,
    appears,
    /** Has a service go, and no longer told of. */
    async goes(name: string) {
      await shopOf(name)[Symbol.asyncDispose]()
      neighbors.delete(name)
      await writeFile(routes, JSON.stringify(tableOf(neighbors)))
    },
    operator: await app.as(person),
    /** The same operator, asking a shop without us. */
    async directly(name: string) {
      const options = { token: await issuer.tokenOf(person), retries: 0 }
      return createClient(operations, { baseUrl: shopOf(name).url, ...options })
    },
    shopOf,
    /** Has orders paid in a shop, and waits for what becomes of them. */
    async paid(name: string, count: number) {
      const events = []
      for (let n = 0; n < count; n++)
        events.push(await shopOf(name).events.publish(OrderPaid, { orderId: newId() }))
      await shopOf(name).settled()
      return events
    },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      for (const { started: one } of neighbors.values()) await one[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The route table as the supervisor writes it. */
function tableOf(neighbors: ReadonlyMap<string, Neighbor>): RouteDocument {
  return {
    schemaVersion: 1,
    services: [...neighbors].map(
      ([
        name,
        {
          contract,
          started: { url, service: running },
        },
      ]) => ({
        name,
        kind: 'service',
        expected: false,
        contract: announcedBy(contract, running.operations),
        instances: [{ id: `${name}-1`, url, pid: 1, ready: true }],
      }),
    ),
  }
}
