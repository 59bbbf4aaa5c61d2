import type { UserPrincipal } from '@azora/service-kit'
import type { Use } from '../use.js'
import { type Command, enrollmentHistory } from './history.js'

type WithoutCaller<Each> = Each extends Command ? Omit<Each, 'learnerId' | 'at'> : never

/** What to decide, about which enrollment, and who asks. */
interface Deciding {
  enrollmentId: string
  learner: UserPrincipal
  command: WithoutCaller<Command>
}

/**
 * Decides about an enrollment, one command after another, in the current transaction: history, tables, audit and events
 * come with it or not at all. Returns what the enrollment is then.
 */
export async function decided(use: Use, { enrollmentId: id, learner, command }: Deciding) {
  const complete = { ...command, learnerId: learner.id, at: use.clock.now() }
  const options = { inTurn: true, publish: use.publish }
  const { state, events } = await use.streams.execute(enrollmentHistory, { id, command: complete }, options)
  for (const { type, data } of events) {
    const more = type === 'lesson.completed' && { data: { lessonId: data.lessonId } }
    await use.audit({ action: type, subject: id, actor: learner, ...more })
  }
  return state
}
