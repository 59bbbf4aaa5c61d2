import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FaultProxy, user } from '@azora/service-kit/testing'
import { Belongings } from './belongings.js'
import { type ServiceProcess, serviceProcess } from './service-process.js'
import { type World, worldOf } from './world.js'

/** An author, as auth would sign in one. */
const AUTHOR = { permissions: ['course:create', 'course:edit'] }

/** Education behind a gateway, each in a process of its own, with a network between any two that tests can harm. */
export interface Front extends AsyncDisposable {
  readonly world: World
  readonly service: ServiceProcess
  /** A second education, of the same database, that the gateway reaches directly as `other`. */
  readonly other: ServiceProcess
  readonly gateway: ServiceProcess
  readonly toService: FaultProxy
  readonly toGateway: FaultProxy
  /** An access token of a user who may create courses. */
  token(): Promise<string>
}

/** Starts it all. @param capacity Requests to one service at a time that the gateway lets be under way. */
export async function front({ capacity = 512 } = {}): Promise<Front> {
  const belongings = new Belongings()
  try {
    const world = belongings.use(await worldOf('education'))
    const service = await world.start()
    const other = await world.start({ env: { DATABASE_URL: world.database.url, AZORA_INSTANCE: 'other-1' } })
    const toService = belongings.use(await FaultProxy.to(service.url))
    const routes = await routesTo(world.folder, { education: { ...service, url: toService.url }, other })
    const gateway = belongings.use(
      await gatewayTo(world, { AZORA_ROUTES: routes, UPSTREAM_CAPACITY: String(capacity) }),
    )
    const toGateway = belongings.use(await FaultProxy.to(gateway.url))
    const author = user(AUTHOR)
    return {
      world,
      service,
      other,
      gateway,
      toService,
      toGateway,
      token: () => world.identity.issuer.tokenOf(author),
      [Symbol.asyncDispose]: () => belongings[Symbol.asyncDispose](),
    }
  } catch (error) {
    await belongings[Symbol.asyncDispose]()
    throw error
  }
}

function gatewayTo({ identity }: World, settings: Record<string, string>): Promise<ServiceProcess> {
  const trust = { AUTH_URL: identity.url, AZORA_SERVICE_KEY: 'azk_local_gateway_of_a_test' }
  return serviceProcess('gateway', { env: { ...trust, ...settings } })
}

type Routed = Pick<ServiceProcess, 'url' | 'pid' | 'contract'>

/** Writes the route table as a supervisor would. @returns its path */
async function routesTo(folder: string, services: Readonly<Record<string, Routed>>): Promise<string> {
  const file = join(folder, 'routes.json')
  const entries = Object.entries(services).map(([name, { url, pid, contract }]) => {
    const instances = [{ id: `${name}-1`, url, pid, ready: true }]
    return { name, kind: 'service', contract: { ...contract, name }, instances }
  })
  await writeFile(`${file}.new`, JSON.stringify({ schemaVersion: 1, services: entries }))
  await rename(`${file}.new`, file)
  return file
}
