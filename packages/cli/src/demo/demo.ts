import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Azora } from '@azora/sdk'
import type { DemoDocument } from '../documents/demo.js'
import { asRefusal } from '../session/refusals.js'
import { Steps } from './steps.js'
import type { Syllabus } from './syllabus.js'

interface Credentials {
  readonly email: string
  readonly password: string
}

/** What the demonstration plays with. */
export interface Stage {
  /** The gateway. */
  readonly baseUrl: string
  readonly instructor: Credentials
  /** Who may look at events. */
  readonly operator: Credentials
  readonly syllabus: Syllabus
  /** How many lessons the learner completes. */
  readonly lessons: number
}

/**
 * An instructor publishes a course, a new user learns from it, and an operator looks how education came to know that user:
 * through the gateway, by the SDK.
 */
export async function demonstrate(stage: Stage): Promise<DemoDocument> {
  const startedAt = performance.now()
  const steps = new Steps()
  const course = await teach(stage, steps)
  const { learner, progress } = await learn(stage, steps, course)
  const event = await follow(stage, steps, learner.id)
  return {
    gateway: stage.baseUrl,
    course,
    learner,
    progress,
    event,
    steps: steps.taken,
    tookMs: Math.round(performance.now() - startedAt),
  }
}

async function teach(
  { baseUrl, instructor, syllabus }: Stage,
  steps: Steps,
): Promise<DemoDocument['course']> {
  const who = 'instructor'
  const { azora } = await signedIn(baseUrl, { steps, who, credentials: instructor })
  const { courses } = azora.education
  const draft = await steps.take(
    { who, what: `imports "${syllabus.title}"`, operation: 'education.courses.import' },
    () => courses.import(syllabus),
  )
  const course = await steps.take({ who, what: 'publishes it', operation: 'education.courses.publish' }, () =>
    courses.publish(draft.id),
  )
  const lessons = syllabus.modules.flatMap(module => module.lessons).length
  return { id: course.id, title: course.title, modules: syllabus.modules.length, lessons }
}

async function learn({ baseUrl, lessons }: Stage, steps: Steps, { id }: DemoDocument['course']) {
  const who = 'learner'
  const credentials = {
    email: `demo-${randomBytes(6).toString('hex')}@azora.test`,
    password: randomBytes(18).toString('base64url'),
  }
  const anyone = new Azora({ baseUrl })
  const account = await steps.take(
    { who: 'anyone', what: 'registers as a new user', operation: 'auth.accounts.register' },
    () => anyone.auth.accounts.register(credentials),
  )
  const { azora } = await signedIn(baseUrl, { steps, who, credentials })
  const { education } = azora
  const enrollment = await steps.take(
    { who, what: 'enrolls', operation: 'education.enrollments.enroll' },
    () => education.enrollments.enroll(id),
  )
  const version = await steps.take(
    { who, what: 'reads the outline', operation: 'education.versions.get' },
    () => education.versions.get(id, enrollment.courseVersion),
  )
  for (const lesson of version.modules.flatMap(module => module.lessons).slice(0, lessons)) {
    await steps.take(
      { who, what: `completes "${lesson.title}"`, operation: 'education.lessons.complete' },
      () => education.lessons.complete(lesson.id),
    )
  }
  const progress = await steps.take(
    { who, what: 'reads their progress', operation: 'education.progress.get' },
    () => education.progress.get(enrollment.id),
  )
  const { percent, completedRequiredLessons, requiredLessons, state } = progress
  return {
    learner: { id: account.id, email: account.email },
    progress: { percent, completedRequiredLessons, requiredLessons, state },
  }
}

/** The way of the event that told of the new user: published by auth, handled by whoever wants to know. */
async function follow({ baseUrl, operator }: Stage, steps: Steps, userId: string) {
  const who = 'operator'
  const { azora } = await signedIn(baseUrl, { steps, who, credentials: operator })
  const { events } = await steps.take(
    { who, what: 'looks for the event of the new user', operation: 'nexus.events.list' },
    () => azora.nexus.events.list({ type: 'user.registered', key: userId }),
  )
  const id = events[0]?.event.id ?? ''
  const look = () => azora.nexus.events.get(id)
  for (let looks = 0; looks < LOOKS; looks++) {
    if (isHandled(await asRefusal(look))) break
    await wait(PAUSE_MS)
  }
  return steps.take({ who, what: 'follows its way', operation: 'nexus.events.get' }, look)
}

const LOOKS = 50
const PAUSE_MS = 100
const isHandled = ({ handlings }: DemoDocument['event']) =>
  handlings.length > 0 && handlings.every(({ state }) => state === 'handled')

interface SigningIn {
  readonly steps: Steps
  readonly who: 'instructor' | 'learner' | 'operator'
  readonly credentials: Credentials
}

async function signedIn(baseUrl: string, { steps, who, credentials }: SigningIn) {
  const anonymous = new Azora({ baseUrl })
  const { accessToken } = await steps.take({ who, what: 'signs in', operation: 'auth.sessions.login' }, () =>
    anonymous.auth.sessions.login(credentials),
  )
  return { azora: new Azora({ baseUrl, token: accessToken }) }
}
