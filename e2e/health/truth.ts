/** What a probe can be told: `yes` is 200, `no` is 503, `silent` is no answer within 2 s. */
export type Answer = 'yes' | 'no' | 'silent'
export type Tier = 'healthy' | 'degraded' | 'critical' | 'silent'

/** What the probes of a service tell. */
export interface Told {
  livez: Answer
  readyz: Answer
  health: Tier
  /** The names of the checks that fail, as `/health` lists them. */
  failing: readonly string[]
}

/** What they tell while nothing is wrong. */
export const WELL: Told = { livez: 'yes', readyz: 'yes', health: 'healthy', failing: [] }

const unready = (...failing: string[]): Told => ({ livez: 'yes', readyz: 'no', health: 'critical', failing })
const degraded = (...failing: string[]): Told => ({ ...WELL, health: 'degraded', failing })
/** What education does on its database beside answering. */
const ON_DATABASE = ['db-projections', 'events', 'sagas', 'jobs']
const silent: Told = { livez: 'silent', readyz: 'silent', health: 'silent', failing: [] }

/**
 * What each fault turns red, and so what it leaves green. The tests are made from this table, and so is the one in
 * docs/explanation/health.md.
 */
export const TRUTH = {
  'the database is gone: it refuses connections': unready('db', ...ON_DATABASE),
  'the database stands still: it keeps connections and answers nothing': unready('db', ...ON_DATABASE),
  'all connections of the pool are taken': unready('db', ...ON_DATABASE),
  'a migration is pending': unready('db-migrations', ...ON_DATABASE),
  'the event loop is blocked': silent,
  'the process is stopped (SIGSTOP)': silent,
  'the disk for logs is full': degraded('logs'),
  'the disk for spans is full': degraded('spans'),
  'Redis is gone': degraded('limits'),
  'Redis stands still': degraded('limits'),
  'the event log cannot be reached': degraded('events'),
  'auth cannot be reached': degraded('trust'),
} as const satisfies Record<string, Told>

export type FaultName = keyof typeof TRUTH

/** The table as the documentation shows it. */
export function truthTable(): string {
  const rows = Object.entries(TRUTH).map(([fault, told]) => [fault, told.livez, told.readyz, named(told)])
  return [['fault', '`/livez`', '`/readyz`', '`/health`'], ['---', '---', '---', '---'], ...rows]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n')
}

const named = ({ health, failing }: Told) =>
  failing.length > 0 ? `${health}: ${failing.map(name => `\`${name}\``).join(', ')}` : health
