import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { operations } from '@azora/contracts/operations'
import { createClient } from '@azora/sdk/client'
import { newId, type RouteDocument, systemClock } from '@azora/service-kit'
import { type Started, started, TestIssuer, user } from '@azora/service-kit/testing'
import { service } from '../src/service.js'
import { broken, OrderPaid, shop } from './shop.js'

/** Nexus with shops around it, all on one route table. */
export async function startedPlatform(names: readonly string[]) {
  broken.clear()
  const folder = await mkdtemp(join(tmpdir(), 'azora-nexus-'))
  const issuer = await TestIssuer.create(systemClock)
  const shops = new Map<string, Started>()
  for (const name of names) shops.set(name, await started(shop(name), { issuer }))
  const routes = join(folder, 'routes.json')
  await writeFile(routes, JSON.stringify(tableOf(shops)))
  const app = await started(service, { issuer, env: { AZORA_ROUTES: routes } })
  const person = user({ permissions: ['event:*'] })
  const shopOf = (name: string) => shops.get(name) as Started
  return {
    app,
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
      for (const one of [app, ...shops.values()]) await one[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The route table as the supervisor writes it. */
function tableOf(shops: ReadonlyMap<string, Started>): RouteDocument {
  return {
    schemaVersion: 1,
    services: [...shops].map(
      ([
        name,
        {
          url,
          service: { operations },
        },
      ]) => ({
        name,
        kind: 'service',
        expected: false,
        contract: {
          name,
          title: name,
          version: '1.0.0',
          operations: operations.map(({ id, method, path, summary, access, maxBodyBytes, timeoutMs }) => ({
            id,
            method,
            path,
            summary,
            access,
            maxBodyBytes,
            timeoutMs,
            headers: [],
          })),
        },
        instances: [{ id: `${name}-1`, url, pid: 1, ready: true }],
      }),
    ),
  }
}
