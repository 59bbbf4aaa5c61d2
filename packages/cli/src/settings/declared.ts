import * as z from 'zod'

const name = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'a name of lower-case letters, digits and hyphens')
const port = z.int().min(1).max(65_535)

/** One setting of the command line. */
export interface Declared {
  readonly schema: z.ZodType
  /** The environment variable that sets it; lists are separated by commas. Settings made of many names have none. */
  readonly env?: string
  readonly about: string
}

/** Every setting, its default in its schema. A configuration file holds these names and no other. */
export const declared = {
  services: {
    schema: z.array(name).default([]),
    env: 'AZORA_SERVICES',
    about: 'services `azora up` starts, with what they need; none named: all',
  },
  profile: {
    schema: z.enum(['local', 'production']).default('local'),
    env: 'AZORA_PROFILE',
    about: 'profile the services run with',
  },
  watch: {
    schema: z.boolean().default(false),
    env: 'AZORA_WATCH',
    about: 'reload a service when one of its sources is saved',
  },
  ports: { schema: z.record(name, port).default({}), about: 'ports to try first, by service' },
  env: {
    schema: z.record(name, z.record(z.string(), z.string())).default({}),
    about: 'environment variables by service',
  },
  output: {
    schema: z.enum(['text', 'json']).default('text'),
    env: 'AZORA_OUTPUT',
    about: 'form of results',
  },
  color: {
    schema: z.enum(['auto', 'always', 'never']).default('auto'),
    env: 'AZORA_COLOR',
    about: 'whether results are colored',
  },
  url: {
    schema: z.url().optional(),
    env: 'AZORA_URL',
    about: 'address of the gateway to call; default: the one that runs here',
  },
  timeoutMs: {
    schema: z.int().min(1).max(600_000).default(30_000),
    env: 'AZORA_TIMEOUT_MS',
    about: 'how long one call may take, attempts included',
  },
  aliases: {
    schema: z.record(name, z.string().min(1)).default({}),
    about: 'words of your own for command lines: { courses: "call education.courses.list" }',
  },
  plugins: {
    schema: z.record(name, z.string().min(1)).default({}),
    about: 'commands of your own: name and module, loaded only when the command is typed',
  },
} as const satisfies Readonly<Record<string, Declared>>

export type SettingName = keyof typeof declared

/** What a setting holds. */
export type SettingValue<N extends SettingName> = z.output<(typeof declared)[N]['schema']>

/** What a configuration file may hold: any of the settings, and nothing else. */
export const SettingsFile = z
  .strictObject(
    Object.fromEntries(Object.entries(declared).map(([key, { schema }]) => [key, withoutDefault(schema)])),
  )
  .extend({ $schema: z.string().optional() })

function withoutDefault(schema: z.ZodType): z.ZodType {
  return (schema instanceof z.ZodDefault ? (schema.unwrap() as z.ZodType) : schema).optional()
}
