import type pg from 'pg'
import { Gauge, type Registry } from 'prom-client'

const NAME = 'db_pool_connections'

/** Shows a pool's connections by state: `idle`, `busy`, and callers `waiting` for one. Several pools add up. */
export function observePool(pool: pg.Pool, registry: Registry): void {
  const observed = pools(registry)
  observed.add(pool)
}

const byRegistry = new WeakMap<Registry, Set<pg.Pool>>()

function pools(registry: Registry): Set<pg.Pool> {
  const known = byRegistry.get(registry)
  if (known) return known
  const observed = new Set<pg.Pool>()
  byRegistry.set(registry, observed)
  const gauge = new Gauge({
    name: NAME,
    help: 'Database connections by state, and callers waiting for one',
    labelNames: ['state'],
    registers: [],
    collect() {
      for (const [state, count] of Object.entries(STATES)) this.set({ state }, sum(observed, count))
    },
  })
  registry.registerMetric(gauge)
  return observed
}

const STATES: Record<string, (pool: pg.Pool) => number> = {
  idle: pool => pool.idleCount,
  busy: pool => pool.totalCount - pool.idleCount,
  waiting: pool => pool.waitingCount,
}

function sum(pools: ReadonlySet<pg.Pool>, count: (pool: pg.Pool) => number): number {
  return [...pools].reduce((total, pool) => total + count(pool), 0)
}
