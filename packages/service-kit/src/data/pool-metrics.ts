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
  new Gauge({
    name: NAME,
    help: 'Database connections by state, and callers waiting for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const sum = (count: (pool: pg.Pool) => number) =>
        [...observed].reduce((total, pool) => total + count(pool), 0)
      this.set(
        { state: 'idle' },
        sum(pool => pool.idleCount),
      )
      this.set(
        { state: 'busy' },
        sum(pool => pool.totalCount - pool.idleCount),
      )
      this.set(
        { state: 'waiting' },
        sum(pool => pool.waitingCount),
      )
    },
  })
  return observed
}
