import { argument, defineCommand } from '../command.js'
import type { ConfigDocument } from '../documents/config.js'
import type { Look } from '../look.js'

/** `azora config` */
export const config = defineCommand({
  summary: 'Show every setting, its value and where it comes from',
  description:
    'First the settings of this command line (flag, environment, project file, user file, default: the first that says ' +
    'something counts), then those of the services: as they run, or, if a start would take others now, as it would start now, ' +
    'and why. Secrets are masked.',
  args: { service: argument.optional('only the settings of this service', 'service') },
  examples: [
    'azora config',
    'azora config education',
    'azora config --json',
    'azora --config ./azora.config.ts config',
  ],
  document: () => import('../documents/config.js').then(file => file.ConfigDocument),

  async run({ service }, context): Promise<ConfigDocument> {
    const { configDocument } = await import('../config-report.js')
    return configDocument(context, service)
  },

  view: ({ cli, services }, look) =>
    [
      cli.length > 0 ? `${look.bold('azora')}\n${settingsTable(cli, look)}` : '',
      ...services.map(service => `${heading(service, look)}\n${settingsTable(service.values, look)}`),
    ]
      .filter(Boolean)
      .join('\n\n'),
})

type ServiceConfig = ConfigDocument['services'][number]

function heading({ service, because }: ServiceConfig, look: Look) {
  return because === null
    ? look.bold(service)
    : `${look.bold(service)}  ${look.warn(`as it would start now: ${because}`)}`
}

interface Row {
  name: string
  value?: unknown
  origin: string
  env: string | null
  about?: string | undefined
}

function settingsTable(rows: readonly Row[], look: Look) {
  return look.table(
    ['  name', 'value', 'from', 'variable', 'what it is for'],
    rows.map(({ name, value, origin, env, about }) => [
      `  ${name}`,
      valueText(value),
      origin === 'default' || origin === 'unset' ? look.dim(origin) : look.accent(origin),
      env ?? '',
      look.dim(about ?? ''),
    ]),
  )
}

function valueText(value: unknown) {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
