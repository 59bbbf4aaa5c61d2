import { contract } from '@azora/contracts'
import { defineService, LastingConnections, RouteFile } from '@azora/service-kit'
import { config } from './config.js'
import { forwarding } from './forwarding.js'
import { PlatformReference } from './reference/platform-reference.js'
import { RouteTable } from './routes/route-table.js'

/** It declares no operations of its own: it answers with those of every service that runs. */
const gateway = contract('gateway', {
  title: 'Azora',
  description: 'Every API of the platform behind one address.',
  routes: {},
})

export const service = defineService({
  contract: gateway,
  config,
  resources: (config, kit) => {
    const { upstreamCapacity: capacity, holdCapacity, holdMs } = config
    const table = new RouteTable(kit, { capacity, holdCapacity, holdMs })
    const routes = new RouteFile(config.routesFile)
    routes.follow(document => table.follow(document))
    const caps = { perHolder: config.webSocketsPerPrincipal, total: config.webSockets }
    return { table, routes, connections: new LastingConnections(caps) }
  },
  use: ({ table, connections }, _config, { log }) => ({
    table,
    connections,
    reference: new PlatformReference(table, log),
  }),
  forward: forwarding,
})
