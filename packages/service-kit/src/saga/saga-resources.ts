import type { KitConfig } from '../config/kit-settings.js'
import { Database } from '../data/database.js'
import type { NamedResource } from '../lifecycle.js'
import { newId } from '../new-id.js'
import type { SpanSink } from '../observability/span.js'
import type { Kit, Resources } from '../resource.js'
import type { Saga } from './saga.js'
import { SagaMetrics } from './saga-metrics.js'
import { SagaRunner } from './saga-runner.js'

/** What the sagas of a service live on. */
export interface SagaSurroundings {
  sagas: readonly Saga[]
  resources: Resources
  config: KitConfig
  kit: Kit
  spans: SpanSink
  /** Tests have no pauses between attempts. */
  surroundings?: { pauses: boolean } | undefined
}

/** What carries out a service's sagas; nothing for services that have none. */
export function sagaResources(options: SagaSurroundings): NamedResource[] {
  const { sagas, resources, config, kit, spans, surroundings } = options
  if (sagas.length === 0) return []
  demandConsistency(sagas)
  const store: Database | undefined = Object.values(resources).find(resource => resource instanceof Database)
  if (!store) throw new TypeError(`${kit.service} has sagas but no database to keep them in`)
  const { pool, sagaSignal } = store
  const runner = new SagaRunner({
    sagas,
    store,
    kit,
    spans,
    pauses: surroundings?.pauses ?? true,
    metrics: new SagaMetrics(kit.metrics.registry, pool),
    holder: config.instance ?? newId(),
    onDue: listener => sagaSignal.onRaised(listener),
  })
  return [{ name: 'sagas', resource: runner }]
}

/** @throws {TypeError} If two have one name, or one awaits replies to what is no step of it. */
function demandConsistency(sagas: readonly Saga[]): void {
  for (const [index, { name, replies, stages }] of sagas.entries()) {
    if (sagas.findIndex(saga => saga.name === name) !== index)
      throw new TypeError(`${name} is declared twice`)
    const steps = stages.flat().map(step => step.name)
    const missing = Object.keys(replies).find(step => !steps.includes(step))
    if (missing) throw new TypeError(`${name} awaits a reply to ${missing}, which is no step of it`)
  }
}
