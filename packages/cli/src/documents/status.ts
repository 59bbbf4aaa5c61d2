import * as z from 'zod'

const ServiceState = z.enum([
  'pending',
  'building',
  'migrating',
  'starting',
  'ready',
  'unready',
  'waiting',
  'failed',
  'stopping',
  'stopped',
])

const running = {
  state: ServiceState,
  ready: z.boolean(),
  pid: z.int().nullable(),
  url: z.string().nullable(),
  port: z.int().nullable(),
  restarts: z.int(),
  startedAt: z.iso.datetime().nullable(),
  lastError: z.string().nullable(),
}

/** A service, as `status` and the commands that change it show it. */
export const ServiceRow = z.object({
  name: z.string(),
  title: z.string(),
  kind: z.enum(['service', 'gateway']),
  category: z.string(),
  criticality: z.enum(['essential', 'standard', 'optional']),
  needs: z.array(z.string()),
  wave: z.int(),
  ...running,
  instances: z.array(z.object({ id: z.string(), ...running, inspectUrl: z.string().nullable() })),
})

/** What `azora status --json` prints. */
export const StatusDocument = z.object({
  state: z.enum(['starting', 'ready', 'degraded', 'stopping', 'stopped']),
  root: z.string(),
  profile: z.enum(['local', 'production']).nullable(),
  host: z
    .object({ pid: z.int(), startedAt: z.iso.datetime(), attached: z.int(), watch: z.boolean() })
    .nullable(),
  startMs: z.number().nullable(),
  infrastructure: z.array(
    z.object({
      name: z.string(),
      origin: z.enum(['given', 'embedded', 'path', 'none']),
      state: z.enum(['starting', 'ready', 'restarting', 'failed', 'stopped', 'absent']),
      pid: z.int().nullable(),
      address: z.string().nullable(),
      summary: z.string(),
      lastError: z.string().nullable(),
    }),
  ),
  services: z.array(ServiceRow),
})
export type StatusDocument = z.infer<typeof StatusDocument>
