import type { StepState } from './saga-state.js'
import type { ShapeOfStep } from './shape.js'

/** A step as planning sees it. */
export interface PlannedStep extends ShapeOfStep {
  /** Attempts in all before the saga turns around. */
  attempts: number
}

/** What is declared. */
export interface Course {
  stages: readonly (readonly PlannedStep[])[]
  deadlineMs: number | undefined
}

/** How a step that was begun stands. */
export interface StepStanding {
  state: StepState
  attempts: number
  compensations: number
  /** When it is to be tried again, or its reply is too late; null while an attempt is under way, or was when its process died. */
  dueAt: Date | null
}

/** How a saga stands; steps that were not begun are not among its steps. */
export interface Standing {
  startedAt: Date
  turnedAt: Date | null
  steps: ReadonlyMap<string, StepStanding>
}

/** What to do next. */
export type Plan =
  | { do: 'run'; steps: readonly string[] }
  | { do: 'compensate'; steps: readonly string[] }
  | { do: 'turn'; reason: string }
  | {
      do: 'rest'
      state: 'running' | 'waiting' | 'compensating' | 'stuck'
      dueAt: Date | null
      reason?: string
    }
  | { do: 'end'; state: 'completed' | 'compensated' }

type Begun = StepStanding & { step: PlannedStep }

/** From so many failures on somebody is to look, though it is tried on. */
export const STUCK_AFTER = 10

/**
 * What is to be done next about a saga that nobody is working on. It follows from what is stored alone, so that whoever
 * takes it up after a crash goes on as if there had been none.
 */
export function planOf(course: Course, standing: Standing, now: Date): Plan {
  return standing.turnedAt ? backward(course, standing, now) : forward(course, standing, now)
}

function forward(course: Course, standing: Standing, now: Date): Plan {
  const stage = course.stages.find(steps => steps.some(({ name }) => stateIn(standing, name) !== 'done'))
  if (!stage) return { do: 'end', state: 'completed' }
  const begun = begunOf(stage, standing).filter(({ state }) => state !== 'done')
  const deadline = deadlineOf(course, standing)
  const reason = begun.map(step => failureOf(step, now)).find(Boolean) ?? lateness(deadline, now)
  if (reason) return { do: 'turn', reason }
  const fresh = stage.filter(({ name }) => !standing.steps.has(name)).map(({ name }) => name)
  const ready = [
    ...fresh,
    ...begun.filter(it => it.state === 'running' && isDue(it, now)).map(it => it.step.name),
  ]
  if (ready.length > 0) return { do: 'run', steps: ready }
  const dueAt = earliest([...begun.map(it => it.dueAt), deadline])
  const stuck = stuckBy(begun, it => (it.state === 'running' ? it.attempts : 0), 'has failed')
  if (stuck) return { do: 'rest', state: 'stuck', dueAt, reason: stuck }
  return { do: 'rest', state: begun.every(it => it.state === 'awaiting') ? 'waiting' : 'running', dueAt }
}

function backward(course: Course, standing: Standing, now: Date): Plan {
  const stage = course.stages.findLast(steps => begunOf(steps, standing).some(isToUndo))
  if (!stage) return { do: 'end', state: 'compensated' }
  const open = begunOf(stage, standing).filter(isToUndo)
  const ready = open.filter(it => it.compensations === 0 || isDue(it, now))
  if (ready.length > 0) return { do: 'compensate', steps: ready.map(it => it.step.name) }
  const dueAt = earliest(open.map(it => it.dueAt))
  const stuck = stuckBy(open, it => it.compensations, 'could not be undone')
  return stuck
    ? { do: 'rest', state: 'stuck', dueAt, reason: stuck }
    : { do: 'rest', state: 'compensating', dueAt }
}

const stateIn = ({ steps }: Standing, name: string) => steps.get(name)?.state

function begunOf(stage: readonly PlannedStep[], { steps }: Standing): Begun[] {
  return stage.flatMap(step => {
    const standing = steps.get(step.name)
    return standing ? [{ ...standing, step }] : []
  })
}

/**
 * What was begun may have had its effect, whether or not anybody knows. Only what was refused at its first attempt has not: a
 * later attempt that is refused says nothing of those before it.
 */
function isToUndo({ state, step, attempts }: Begun): boolean {
  return step.compensates && state !== 'compensated' && (state !== 'refused' || attempts > 1)
}

/** Why a step makes the saga turn around, if it does. */
function failureOf({ state, attempts, dueAt, step }: Begun, now: Date): string | undefined {
  if (state === 'refused') return `${step.name} was refused`
  if (state === 'awaiting' && dueAt && dueAt <= now) return `${step.name} had no reply in time`
  if (state === 'running' && attempts >= step.attempts) return `${step.name} has failed ${attempts} times`
  return undefined
}

function deadlineOf({ deadlineMs }: Course, { startedAt }: Standing): Date | null {
  return deadlineMs === undefined ? null : new Date(startedAt.getTime() + deadlineMs)
}

const lateness = (deadline: Date | null, now: Date) =>
  deadline && deadline <= now ? 'it was not completed in time' : undefined

const isDue = ({ dueAt }: StepStanding, now: Date) => dueAt === null || dueAt <= now

function earliest(dates: readonly (Date | null)[]): Date | null {
  const times = dates.flatMap(date => (date ? [date.getTime()] : []))
  return times.length > 0 ? new Date(Math.min(...times)) : null
}

function stuckBy(
  steps: readonly Begun[],
  failures: (step: Begun) => number,
  what: string,
): string | undefined {
  const worst = steps.find(step => failures(step) >= STUCK_AFTER)
  return worst && `${worst.step.name} ${what}, ${failures(worst)} times by now`
}
