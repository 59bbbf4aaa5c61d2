import type pg from 'pg'
import { Counter, Histogram, type Registry } from 'prom-client'
import { at } from '../events/fault-point.js'
import { askedGauges, type Figure } from '../observability/asked-gauges.js'

/** How a run of a job ended, for now. */
export type JobEnding = 'done' | 'retry' | 'failed' | 'skipped' | 'given-back' | 'lost'

const SECONDS = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600, 3_600]
const STANDING = `
  SELECT name, (count(*) FILTER (WHERE state = 'failed'))::int AS failed,
    (count(*) FILTER (WHERE state = 'open' AND due_at <= $2::timestamptz))::int AS due
  FROM azora.jobs WHERE name = ANY ($1::text[]) AND (state = 'failed' OR due_at <= $2::timestamptz) GROUP BY name`

interface Standing {
  name: string
  failed: number
  due: number
}

const FIGURES: readonly Figure<Standing>[] = [
  { name: 'jobs_due', help: 'Jobs that are due or being run', value: ({ due }) => due },
  { name: 'jobs_failed', help: 'Jobs that were given up and are kept', value: ({ failed }) => failed },
]

/** What {@link JobMetrics} observes. */
export interface Observed {
  pool: pg.Pool
  names: readonly string[]
  now: () => Date
}

/** `jobs_total` by job and ending, `jobs_duration_seconds` by job; `jobs_due` and `jobs_failed` by job, asked when scraped. */
export class JobMetrics {
  readonly #ended: Counter
  readonly #seconds: Histogram

  constructor(registry: Registry, { pool, names, now }: Observed) {
    const of = { registers: [registry], labelNames: ['job'] }
    this.#ended = new Counter({
      name: 'jobs_total',
      help: 'Runs of jobs and what became of them',
      ...of,
      labelNames: ['job', 'ending'],
    })
    this.#seconds = new Histogram({
      name: 'jobs_duration_seconds',
      help: 'How long runs of jobs took',
      buckets: SECONDS,
      ...of,
    })
    askedGauges(registry, {
      ask: async () => {
        const { rows } = await at('jobs.metrics', () => pool.query<Standing>(STANDING, [names, now()]))
        return names.map(name => rows.find(row => row.name === name) ?? { name, failed: 0, due: 0 })
      },
      labelNames: ['job'],
      labels: ({ name }) => ({ job: name }),
      figures: FIGURES,
    })
  }

  ended(job: string, ending: JobEnding, tookMs: number): void {
    this.#ended.labels(job, ending).inc()
    this.#seconds.labels(job).observe(tookMs / 1_000)
  }
}
