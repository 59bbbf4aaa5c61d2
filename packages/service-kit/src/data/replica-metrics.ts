import { Counter, Gauge, type Registry } from 'prom-client'

/** What is counted about reads that a replica may answer. */
export interface ReplicaMetrics {
  readonly reads: Counter
}

/** `db_reads_total` by the server that answered, and `db_replica_age_seconds`: how old what the replica has may be. */
export function observeReplica(registry: Registry, ageMs: () => number): ReplicaMetrics {
  registry.registerMetric(
    new Gauge({
      name: 'db_replica_age_seconds',
      help: 'How old what the replica answers may be',
      registers: [],
      collect() {
        this.set(ageMs() / 1_000)
      },
    }),
  )
  return {
    reads: new Counter({
      name: 'db_reads_total',
      help: 'Reads that a replica may answer, by the server that did',
      labelNames: ['server'],
      registers: [registry],
    }),
  }
}
