import type { Context } from './context.js'
import { type ConfigDocument, ConfigDocument as ConfigDocumentSchema } from './documents/config.js'

const SECRET = /secret|password|token|key|credential/i

/** Every setting of the command line and of the services that run. */
export async function configDocument(context: Context, service: string | undefined): Promise<ConfigDocument> {
  const rows = service === undefined ? (await context.settings()).rows() : []
  return {
    cli: rows.map(row => ({ ...row, value: row.name.startsWith('env.') ? masked(row.value) : row.value })),
    services: await servicesConfig(context, service),
  }
}

async function servicesConfig(
  context: Context,
  service: string | undefined,
): Promise<ConfigDocument['services']> {
  const platform = await context.platform()
  const reports = await platform.ask(async host => {
    const names = service ? [service] : (await host.status()).services.map(({ name }) => name)
    return Promise.all(names.map(name => host.config(name)))
  })
  if (!reports) context.out.say('The settings of services show while the platform runs.')
  return (reports ?? []).map(report => ServiceReport.parse(report))
}

const ServiceReport = ConfigDocumentSchema.shape.services.element

/** What is set for services may hold secrets. */
function masked(variables: unknown) {
  const entries = Object.entries(typeof variables === 'object' && variables !== null ? variables : {})
  return Object.fromEntries(entries.map(([name, value]) => [name, SECRET.test(name) ? '***' : value]))
}
