import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PlanRefused } from './fault.js'
import { type Plannable, plan, withNeeds } from './plan.js'

const service = (name: string, ...needs: string[]): Plannable => ({
  name,
  needs: needs.map(service => ({ service, condition: 'ready' as const })),
})

const names = (waves: readonly (readonly Plannable[])[]) => waves.map(wave => wave.map(({ name }) => name))

const refusal = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof PlanRefused) return error
  }
  throw new Error('nothing was refused')
}

/** Any graph without a cycle: each service needs only such as come before it; then shuffled. */
const acyclic = fc
  .array(fc.array(fc.nat(200), { maxLength: 4 }), { maxLength: 40 })
  .map(rows => rows.map((row, i) => service(`s${i}`, ...(i === 0 ? [] : new Set(row.map(n => `s${n % i}`))))))
  .chain(services => fc.shuffledSubarray(services, { minLength: services.length }))

describe('plan', () => {
  it('starts what is needed first, and together what can be together', () => {
    const services = [
      service('gateway', 'auth'),
      service('education', 'auth'),
      service('auth'),
      service('mail'),
    ]
    expect(names(plan(services))).toEqual([
      ['auth', 'mail'],
      ['education', 'gateway'],
    ])
  })

  it('places every service once, in the first wave after its needs', () => {
    fc.assert(
      fc.property(acyclic, services => {
        const waveOf = new Map(
          plan(services).flatMap((wave, i) => wave.map(({ name }) => [name, i] as const)),
        )
        expect(waveOf.size).toBe(services.length)
        for (const { name, needs } of services) {
          const latest = Math.max(-1, ...needs.map(({ service }) => waveOf.get(service) ?? Number.NaN))
          expect(waveOf.get(name)).toBe(latest + 1)
        }
      }),
    )
  })

  it('does not depend on the order of its input', () => {
    fc.assert(
      fc.property(acyclic, services => {
        expect(names(plan(services.toReversed()))).toEqual(names(plan(services)))
      }),
    )
  })

  it('names the services that wait for each other', () => {
    const { message } = refusal(() =>
      plan([service('a', 'b'), service('b', 'c'), service('c', 'b'), service('d')]),
    )
    expect(message).toBe('These services wait for each other: b -> c -> b')
    expect(refusal(() => plan([service('a', 'a')])).message).toContain('a -> a')
  })

  it('refuses a cycle planted anywhere, and the path it names is one', () => {
    fc.assert(
      fc.property(acyclic, fc.uniqueArray(fc.nat(200), { minLength: 1, maxLength: 5 }), (services, picks) => {
        const ring = [...new Set(picks.map(n => services[n % Math.max(1, services.length)]?.name ?? ''))]
        fc.pre(services.length > 0)
        const planted = services.map(({ name, needs }) => {
          const next = ring[(ring.indexOf(name) + 1) % ring.length] ?? ''
          return ring.includes(name)
            ? { name, needs: [...needs, ...service('', next).needs] }
            : { name, needs }
        })
        const { reason } = refusal(() => plan(planted))
        const path = reason.kind === 'cycle' ? reason.path : []
        expect(path.length).toBeGreaterThan(1)
        expect(path.at(-1)).toBe(path[0])
        for (const [i, name] of path.slice(0, -1).entries())
          expect(planted.find(s => s.name === name)?.needs.map(need => need.service)).toContain(path[i + 1])
      }),
    )
  })

  it('refuses needs that name no service, with the name that was meant', () => {
    const { message } = refusal(() => plan([service('auth'), service('education', 'auht', 'payments')]))
    expect(message).toBe(
      'education needs auht, which does not exist. Did you mean auth?\neducation needs payments, which does not exist.',
    )
  })

  it('plans a platform of 147 services', () => {
    const services = Array.from({ length: 147 }, (_, i) =>
      i === 0 ? service('s0') : service(`s${i}`, `s${i >> 1}`),
    )
    expect(plan(services).flat()).toHaveLength(147)
  })
})

describe('a part of the platform', () => {
  it('is the named services with all they need', () => {
    const services = [
      service('auth'),
      service('education', 'auth'),
      service('finance', 'auth'),
      service('quiz', 'education'),
    ]
    expect(withNeeds(services, ['quiz']).map(({ name }) => name)).toEqual(['auth', 'education', 'quiz'])
  })

  it('cannot hold a service that does not exist', () => {
    expect(refusal(() => withNeeds([service('auth')], ['auht'])).message).toContain('Did you mean auth?')
  })

  it('is closed under needs', () => {
    fc.assert(
      fc.property(acyclic, fc.array(fc.nat(200), { maxLength: 3 }), (services, picks) => {
        fc.pre(services.length > 0)
        const part = withNeeds(
          services,
          picks.map(n => services[n % services.length]?.name ?? ''),
        )
        expect(() => plan(part)).not.toThrow()
      }),
    )
  })
})
