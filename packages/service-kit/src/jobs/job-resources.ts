import type { KitConfig } from '../config/kit-settings.js'
import { Database } from '../data/database.js'
import { retention } from '../data/retention.js'
import type { NamedResource } from '../lifecycle.js'
import type { SpanSink } from '../observability/span.js'
import type { Kit, Resources } from '../resource.js'
import { BullmqDispatch } from './bullmq/bullmq-dispatch.js'
import type { JobHandler } from './job.js'
import { JobMetrics } from './job-metrics.js'
import { JobRunner } from './job-runner.js'
import { Scheduler } from './schedule/scheduler.js'
import { TableDispatch } from './table-dispatch.js'

/** What the jobs of a service live on. */
export interface JobSurroundings {
  handlers: readonly JobHandler[]
  resources: Resources
  config: KitConfig
  kit: Kit
  spans: SpanSink
  /** What a test has instead: no pauses between attempts. */
  surroundings?: { pauses: boolean } | undefined
}

/** Left of the time a resource has to stop, for giving back what did not end. */
const LAST_MS = 1_000

/**
 * What runs a service's jobs, in starting order: its own, and the kit's, which keeps its tables small. Nothing for services
 * without a database.
 */
export function jobResources(options: JobSurroundings): NamedResource[] {
  const { resources, kit, config } = options
  const database = Object.values(resources).find(resource => resource instanceof Database)
  if (!database && options.handlers.length > 0)
    throw new TypeError(`${kit.service} has jobs but no database to keep them in`)
  if (!database) return []
  const { pool, jobs: table } = database
  const handlers = [...options.handlers, retention(pool, kit.clock, config.auditDays)]
  refuseTwice(kit.service, handlers)
  const given = { pool, table, ...running({ ...options, handlers }, database) }
  const { jobsRedisUrl } = config
  const dispatch = jobsRedisUrl ? new BullmqDispatch(jobsRedisUrl, given) : new TableDispatch(given)
  return [
    { name: 'jobs', resource: dispatch },
    { name: 'job-schedules', resource: new Scheduler({ handlers, pool, table }) },
  ]
}

function running(options: JobSurroundings, database: Database) {
  const { handlers, config, kit, surroundings } = options
  const names = handlers.map(({ name }) => name)
  const { pool } = database
  const metrics = new JobMetrics(kit.metrics.registry, { pool, names, now: () => kit.clock.now() })
  const pauses = surroundings?.pauses ?? true
  const runner = new JobRunner({ ...options, store: database, metrics, pauses })
  return { runner, graceMs: Math.max(0, config.stopMs - LAST_MS) }
}

function refuseTwice(service: string, handlers: readonly JobHandler[]): void {
  const names = handlers.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice) throw new TypeError(`${service} handles the job ${twice} twice`)
}
