import type { KitConfig } from '../config/kit-settings.js'
import { Database } from '../data/database.js'
import type { NamedResource } from '../lifecycle.js'
import type { SpanSink } from '../observability/span.js'
import type { Kit, Resources } from '../resource.js'
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

/** What runs a service's jobs, in starting order. Nothing for services that have none. */
export function jobResources(options: JobSurroundings): NamedResource[] {
  const { handlers, resources, config, kit, surroundings } = options
  if (handlers.length === 0) return []
  const database = Object.values(resources).find(resource => resource instanceof Database)
  if (!database) throw new TypeError(`${kit.service} has jobs but no database to keep them in`)
  const twice = handlers.find(({ name }, index) => handlers.findIndex(it => it.name === name) !== index)
  if (twice) throw new TypeError(`${kit.service} handles the job ${twice.name} twice`)
  const { pool, jobs: table } = database
  const names = handlers.map(({ name }) => name)
  const metrics = new JobMetrics(kit.metrics.registry, { pool, names, now: () => kit.clock.now() })
  const runner = new JobRunner({ ...options, store: database, metrics, pauses: surroundings?.pauses ?? true })
  const graceMs = Math.max(0, config.stopMs - LAST_MS)
  const dispatch = new TableDispatch({ pool, table, runner, graceMs })
  const scheduler = new Scheduler({ handlers, pool, table })
  const hasSchedules = handlers.some(({ schedule }) => schedule)
  return [
    { name: 'jobs', resource: dispatch },
    ...(hasSchedules ? [{ name: 'job-schedules', resource: scheduler }] : []),
  ]
}
