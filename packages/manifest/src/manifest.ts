import * as z from 'zod'

/** The fields of activity by which services are grouped. */
export const CATEGORIES = [
  'AI-Intelligence',
  'Financial-Services',
  'Education-Platform',
  'Security-Compliance',
  'Data-Analytics',
  'User-Management',
] as const

/** Set by the supervisor for every process; a manifest cannot say otherwise. */
export const RESERVED_VARIABLES = [
  'AUTH_URL',
  'AZORA_INSTANCE',
  'AZORA_PROFILE',
  'AZORA_ROUTES',
  'AZORA_SEED_CREDENTIALS',
  'AZORA_SERVICE_KEY',
  'AZORA_SERVICE_KEYS',
  'AZORA_SERVICE_KEYS_FILE',
  'AZORA_SPANS',
  'DATABASE_URL',
  'EVENT_TRANSPORT',
  'HOST',
  'LISTEN_FD',
  'NODE_ENV',
  'PORT',
  'REDIS_URL',
] as const

const reserved = new Set<string>(RESERVED_VARIABLES)

/** Also a folder under `services/`, a first path segment at the gateway and a DNS label. */
export const ServiceName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'a name of lower case letters and digits, words joined by hyphens')
  .max(40)

const Condition = z
  .enum(['ready', 'started'])
  .describe('`ready`: wait until it serves. `started`: wait only until its process listens.')

const Need = z.union([
  ServiceName.transform(service => ({ service, condition: 'ready' as const })),
  z.strictObject({ service: ServiceName.describe('Its name.'), condition: Condition.default('ready') }),
])

const VariableName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, 'a name of capital letters, digits and underscores')
  .refine(name => !reserved.has(name), { error: 'a variable that the supervisor does not set itself' })

/** What a service is called, where it listens and what it needs: the one place this is said. `services/<name>/azora.json`. */
export const Manifest = z
  .strictObject({
    $schema: z.string().optional().describe('For editors.'),
    name: ServiceName.describe("The service's name, and the name of its folder."),
    title: z.string().min(1).max(80).describe('The name people read.'),
    category: z.enum(CATEGORIES).describe('Groups services on dashboards.'),
    kind: z.enum(['service', 'gateway']).default('service').describe('A gateway forwards to the others.'),
    port: z.int().min(1024).max(65_535).describe('Where it listens, if the port is free.'),
    needs: z.array(Need).default([]).describe('Services to start before this one.'),
    resources: z
      .strictObject({
        database: z
          .string()
          .regex(/^azora_[a-z0-9_]+$/, 'a name of lower case letters, digits and underscores after `azora_`')
          .max(63)
          .optional()
          .describe('A PostgreSQL database of its own; also the name of the only role that may enter it.'),
        redis: z
          .enum(['optional', 'required'])
          .optional()
          .describe('Whether it uses Redis, and can do without.'),
      })
      .prefault({})
      .describe('Infrastructure to provide.'),
    criticality: z
      .enum(['essential', 'standard', 'optional'])
      .default('standard')
      .describe('What its absence means: the platform is down, degraded, or hardly affected.'),
    replicas: z.int().min(1).max(32).default(1).describe('Processes to run.'),
    env: z.record(VariableName, z.string()).default({}).describe('Settings for its processes.'),
    secrets: z
      .array(VariableName)
      .default([])
      .describe(
        'Variables that get a random value of 32 bytes (base64url), made at the first start and kept.',
      ),
    limits: z
      .strictObject({
        memoryMb: z.int().min(32).max(1_048_576).optional().describe('Mebibytes.'),
        cpu: z.number().min(0.05).max(1_024).optional().describe('Cores.'),
      })
      .prefault({})
      .describe('What it may use at most where it is deployed.'),
  })
  .meta({ id: 'Manifest', title: 'Azora service manifest' })
export type Manifest = z.infer<typeof Manifest>

/** A service that must be there first. */
export type Need = z.infer<typeof Need>
