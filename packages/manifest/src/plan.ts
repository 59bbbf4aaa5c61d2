import { PlanRefused, type UnknownNeeds } from './fault.js'
import type { Manifest } from './manifest.js'
import { nearest } from './nearest.js'

/** As much of a manifest as ordering takes. */
export type Plannable = Pick<Manifest, 'name' | 'needs'>

/**
 * Arranges services in waves: each stands in the first wave after all it needs; within a wave, by name.
 * @throws {PlanRefused} naming the services that wait for each other, or the needs that name no service
 */
export function plan<T extends Plannable>(services: readonly T[]): T[][] {
  refuseUnknown(services)
  const waves: T[][] = []
  const placed = new Set<string>()
  let waiting = services.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  while (waiting.length > 0) {
    const wave = waiting.filter(({ needs }) => needs.every(({ service }) => placed.has(service)))
    if (wave.length === 0) throw new PlanRefused({ kind: 'cycle', path: cycleIn(waiting) })
    for (const { name } of wave) placed.add(name)
    waves.push(wave)
    waiting = waiting.filter(({ name }) => !placed.has(name))
  }
  return waves
}

/**
 * The named services and everything they need, directly or not.
 * @throws {PlanRefused} for a name that no service has
 */
export function withNeeds<T extends Plannable>(services: readonly T[], names: readonly string[]): T[] {
  const known = new Map(services.map(service => [service.name, service]))
  const wanted = new Set<string>()
  const want = (name: string, of: string) => {
    const service = known.get(name)
    if (!service) throw new PlanRefused(unknownNeeds([{ of, unknown: name }], [...known.keys()]))
    if (wanted.has(name)) return
    wanted.add(name)
    for (const need of service.needs) want(need.service, name)
  }
  for (const name of names) want(name, 'The command')
  return services.filter(({ name }) => wanted.has(name))
}

function refuseUnknown(services: readonly Plannable[]) {
  const names = new Set(services.map(({ name }) => name))
  const unknown = services.flatMap(({ name, needs }) =>
    needs.filter(({ service }) => !names.has(service)).map(({ service }) => ({ of: name, unknown: service })),
  )
  if (unknown.length > 0) throw new PlanRefused(unknownNeeds(unknown, [...names]))
}

function unknownNeeds(
  needs: readonly { of: string; unknown: string }[],
  names: readonly string[],
): UnknownNeeds {
  return {
    kind: 'unknown-needs',
    needs: needs.map(need => ({
      ...need,
      nearest: nearest(
        need.unknown,
        names.filter(name => name !== need.of),
      ),
    })),
  }
}

/** Every service left waits for another that is left: following them must come round. */
function cycleIn(waiting: readonly Plannable[]): string[] {
  const left = new Map(waiting.map(service => [service.name, service]))
  const path: string[] = []
  let name = waiting[0]?.name ?? ''
  while (!path.includes(name)) {
    path.push(name)
    name = left.get(name)?.needs.find(({ service }) => left.has(service))?.service ?? name
  }
  return [...path.slice(path.indexOf(name)), name]
}
