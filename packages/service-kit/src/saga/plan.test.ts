import { describe, expect, test } from 'vitest'
import { type Course, type Plan, type PlannedStep, planOf, type Standing, type StepStanding } from './plan.js'

const START = new Date('2030-01-01T00:00:00Z')
const at = (seconds: number) => new Date(START.getTime() + seconds * 1_000)
const DEADLINE = 3_600

const step = (name: string, more: Partial<PlannedStep> = {}): PlannedStep => ({
  name,
  awaits: false,
  compensates: true,
  attempts: 2,
  ...more,
})

/** Two in parallel between two that stand alone; the last but one awaits a reply. */
const COURSE: Course = {
  stages: [[step('a')], [step('b'), step('c')], [step('d', { awaits: true })], [step('e')]],
  deadlineMs: DEADLINE * 1_000,
}

/** A saga in a world: what is stored of it, what of its steps stands there, and which time it is. */
interface World {
  steps: Readonly<Record<string, StepStanding>>
  turned: boolean
  isLate: boolean
  effects: readonly string[]
}

const EMPTY: World = { steps: {}, turned: false, isLate: false, effects: [] }

function planIn({ steps, turned, isLate }: World): Plan {
  const standing: Standing = {
    startedAt: START,
    turnedAt: turned ? START : null,
    steps: new Map(Object.entries(steps)),
  }
  return planOf(COURSE, standing, at(isLate ? DEADLINE : 0))
}

const stood = (world: World, name: string): StepStanding =>
  world.steps[name] ?? { state: 'running', attempts: 0, compensations: 0, dueAt: null }

const having = (world: World, name: string, change: Partial<StepStanding>): World => ({
  ...world,
  steps: { ...world.steps, [name]: { ...stood(world, name), ...change } },
})

const doing = (world: World, name: string): World => ({
  ...world,
  effects: [...new Set([...world.effects, name])].toSorted(),
})
const undoing = (world: World, name: string): World => ({
  ...world,
  effects: world.effects.filter(effect => effect !== name),
})

/** Everything that can become of an attempt: also that its process dies before, or after it has had its effect. */
function afterRun(world: World, name: string): World[] {
  const begun = having(world, name, { attempts: stood(world, name).attempts + 1, dueAt: null })
  const done = doing(begun, name)
  const noted =
    name === 'd' ? { state: 'awaiting' as const, dueAt: at(DEADLINE) } : { state: 'done' as const }
  return [begun, done, having(begun, name, { state: 'refused' }), having(done, name, noted)]
}

function afterCompensation(world: World, name: string): World[] {
  // How often it was tried decides nothing but when it is tried again: counted to one, the worlds stay few.
  const begun = having(world, name, { compensations: 1, dueAt: null })
  const undone = undoing(begun, name)
  return [begun, undone, having(undone, name, { state: 'compensated' })]
}

const eachOf = (world: World, names: readonly string[], after: (world: World, name: string) => World[]) =>
  names.reduce((worlds, name) => worlds.flatMap(it => after(it, name)), [world])

/** What happens by itself: time passes, a reply comes, somebody asks for a compensation. */
function happenings(world: World): World[] {
  const isAwaited = world.steps['d']?.state === 'awaiting' && !world.turned
  return [
    ...(world.isLate ? [] : [{ ...world, isLate: true }]),
    ...(world.turned ? [] : [{ ...world, turned: true }]),
    ...(isAwaited
      ? [having(world, 'd', { state: 'done' }), undoing(having(world, 'd', { state: 'refused' }), 'd')]
      : []),
  ]
}

function nextOf(world: World, plan: Plan): World[] {
  if (plan.do === 'end') return []
  if (plan.do === 'turn') return [{ ...world, turned: true }]
  const acted =
    plan.do === 'rest' ? [] : eachOf(world, plan.steps, plan.do === 'run' ? afterRun : afterCompensation)
  return [...acted, ...happenings(world)]
}

/** Every world that can be reached, each once. */
function reachable(): World[] {
  const found = new Map<string, World>()
  const open: World[] = [EMPTY]
  for (let world = open.pop(); world; world = open.pop()) {
    const key = JSON.stringify([
      Object.keys(world.steps)
        .toSorted()
        .map(name => [name, world.steps[name]]),
      world.turned,
      world.isLate,
      world.effects,
    ])
    if (found.has(key)) continue
    found.set(key, world)
    open.push(...nextOf(world, planIn(world)))
  }
  return [...found.values()]
}

describe('whatever dies when, and however steps and replies end', () => {
  const worlds = reachable().map(world => ({ world, plan: planIn(world) }))
  const ended = (state: 'completed' | 'compensated') =>
    worlds.filter(({ plan }) => plan.do === 'end' && plan.state === state)

  test('there are many ways', () => {
    expect(worlds.length).toBeGreaterThan(1_000)
    expect(ended('completed').length).toBeGreaterThan(0)
    expect(ended('compensated').length).toBeGreaterThan(0)
  })

  test('a completed saga has all of its effects', () => {
    const effects = new Set(ended('completed').map(({ world }) => world.effects.join()))
    expect([...effects]).toEqual(['a,b,c,d,e'])
  })

  test('a compensated saga has none', () => {
    expect(ended('compensated').filter(({ world }) => world.effects.length > 0)).toEqual([])
  })

  test('something has yet to happen to every other', () => {
    expect(worlds.filter(({ plan }) => plan.do === 'rest' && !plan.dueAt)).toEqual([])
  })

  test('no step begins before those of the stage before it are done', () => {
    const early = worlds.filter(({ world, plan }) => {
      if (plan.do !== 'run') return false
      const index = COURSE.stages.findIndex(stage =>
        plan.steps.some(name => stage.some(it => it.name === name)),
      )
      const before = COURSE.stages.slice(0, index).flat()
      return before.some(({ name }) => world.steps[name]?.state !== 'done')
    })
    expect(early).toEqual([])
  })

  test('nothing is undone while a later stage stands', () => {
    const early = worlds.filter(({ world, plan }) => {
      if (plan.do !== 'compensate') return false
      const index = COURSE.stages.findLastIndex(stage =>
        plan.steps.some(name => stage.some(it => it.name === name)),
      )
      const after = COURSE.stages.slice(index + 1).flat()
      return after.some(({ name }) => world.effects.includes(name))
    })
    expect(early).toEqual([])
  })
})

describe('a saga rests', () => {
  const standing = (
    steps: Record<string, Partial<StepStanding>>,
    turnedAt: Date | null = null,
  ): Standing => ({
    startedAt: START,
    turnedAt,
    steps: new Map(Object.entries(steps).map(([name, it]) => [name, { ...stood(EMPTY, name), ...it }])),
  })
  const course: Course = {
    stages: [[step('a', { attempts: Number.POSITIVE_INFINITY }), step('b', { awaits: true })]],
    deadlineMs: undefined,
  }

  test('until what has failed is due again', () => {
    const failed = standing({ a: { attempts: 1, dueAt: at(5) }, b: { state: 'done' } })
    expect(planOf(course, failed, at(4))).toEqual({ do: 'rest', state: 'running', dueAt: at(5) })
    expect(planOf(course, failed, at(5))).toEqual({ do: 'run', steps: ['a'] })
  })

  test('until its reply, or the time for that is over', () => {
    const waiting = standing({ a: { state: 'done' }, b: { state: 'awaiting', dueAt: at(9) } })
    expect(planOf(course, waiting, at(1))).toEqual({ do: 'rest', state: 'waiting', dueAt: at(9) })
    expect(planOf(course, waiting, at(9))).toEqual({ do: 'turn', reason: 'b had no reply in time' })
  })

  test('no longer than the saga may take in all', () => {
    const waiting = standing({ a: { state: 'done' }, b: { state: 'awaiting', dueAt: at(9) } })
    const limited = { ...course, deadlineMs: 3_000 }
    expect(planOf(limited, waiting, at(1))).toMatchObject({ dueAt: at(3) })
    expect(planOf(limited, waiting, at(3))).toEqual({ do: 'turn', reason: 'it was not completed in time' })
  })

  test('stuck, when a step that is never given up has failed ten times', () => {
    const failed = (attempts: number) => standing({ a: { attempts, dueAt: at(5) }, b: { state: 'done' } })
    expect(planOf(course, failed(9), at(0))).toMatchObject({ state: 'running' })
    expect(planOf(course, failed(10), at(0))).toMatchObject({
      state: 'stuck',
      dueAt: at(5),
      reason: 'a has failed, 10 times by now',
    })
  })

  test('stuck, when something could not be undone ten times', () => {
    const failed = (compensations: number) =>
      standing({ a: { state: 'done', compensations, dueAt: at(5) } }, START)
    expect(planOf(course, failed(9), at(0))).toMatchObject({ state: 'compensating' })
    expect(planOf(course, failed(10), at(0))).toMatchObject({ state: 'stuck', dueAt: at(5) })
    expect(planOf(course, failed(10), at(5))).toEqual({ do: 'compensate', steps: ['a'] })
  })
})
