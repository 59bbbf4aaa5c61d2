import type { Access, Method } from '@azora/contracts'
import type { ContractSnapshot, DeclaredIntent } from '@azora/contracts/compatibility'
import * as z from 'zod'

const RateLimit = z.object({
  limit: z.int().positive(),
  windowSeconds: z.number().positive(),
  per: z.enum(['principal', 'address']).optional(),
  approximate: z.boolean().optional(),
})

/** An operation as a service announces it when it listens. */
const AnnouncedOperation = z.object({
  id: z.string().min(1),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] satisfies Method[]),
  path: z.string().startsWith('/'),
  summary: z.string().default(''),
  access: z.custom<Access>(value => typeof value === 'string' && value.length > 0),
  rateLimit: RateLimit.optional(),
  /** Names of the request headers it declares. */
  headers: z.array(z.string()).default([]),
  maxBodyBytes: z.int().nonnegative(),
  timeoutMs: z.number().positive(),
  /** How people ask for it in words; absent if they cannot. */
  intent: z.custom<DeclaredIntent>(value => typeof value === 'object' && value !== null).optional(),
})
export type AnnouncedOperation = z.infer<typeof AnnouncedOperation>

/** An event as a service announces it: what its data looks like in the version it publishes today. */
const AnnouncedEvent = z.object({
  type: z.string().min(1),
  version: z.int().min(1),
  summary: z.string().default(''),
  dataschema: z.string().min(1),
  snapshot: z.custom<ContractSnapshot>(value => typeof value === 'object' && value !== null),
})

const RoutedService = z.object({
  name: z.string().min(1),
  kind: z.enum(['service', 'gateway']),
  /** Absent until the service has listened for the first time. */
  contract: z
    .object({
      name: z.string(),
      title: z.string(),
      version: z.string(),
      operations: z.array(AnnouncedOperation),
      events: z.array(AnnouncedEvent).default([]),
    })
    .nullish(),
  /** Whether it comes back by itself when no instance is ready: requests may wait for it. */
  expected: z.boolean().default(false),
  instances: z.array(
    z.object({
      id: z.string().min(1),
      url: z.url({ protocol: /^https?$/ }),
      pid: z.int(),
      ready: z.boolean(),
    }),
  ),
})
export type RoutedService = z.infer<typeof RoutedService>

/** The route table as it is written for the gateway: all that runs, where, and what it answers to. */
export const RouteDocument = z.object({
  schemaVersion: z.literal(1),
  services: z.array(RoutedService),
})
export type RouteDocument = z.infer<typeof RouteDocument>

/** The document before anything runs. */
export const NO_ROUTES: RouteDocument = { schemaVersion: 1, services: [] }
