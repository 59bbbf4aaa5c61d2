import type { Context } from './context.js'
import type { ConfigDocument } from './documents/config.js'

const SECRET = /secret|password|token|key|credential/i

/** Every setting of the command line and of the services that run. */
export async function configDocument(context: Context, service: string | undefined): Promise<ConfigDocument> {
  const rows = service === undefined ? (await context.settings()).rows() : []
  return {
    cli: rows.map(row => ({ ...row, value: row.name.startsWith('env.') ? masked(row.value) : row.value })),
    services: [],
  }
}

/** What is set for services may hold secrets. */
function masked(variables: unknown) {
  const entries = Object.entries(typeof variables === 'object' && variables !== null ? variables : {})
  return Object.fromEntries(entries.map(([name, value]) => [name, SECRET.test(name) ? '***' : value]))
}
