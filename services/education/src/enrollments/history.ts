import {
  type Course,
  CourseCompleted,
  CourseEnrolled,
  type Enrollment,
  EnrollmentResumed,
  type EnrollmentState,
  EnrollmentWithdrawn,
  LessonCompleted,
} from '@azora/contracts/education'
import { decider, happened, unchanged } from '@azora/service-kit'
import { isComplete } from '../progress/progress.js'
import { own } from './access.js'
import { after, enrolled, entered, moved, referenceTo, studying } from './enrollment.js'

/** What a learner can ask of an enrollment. */
export type Command = { learnerId: string; at: Date } & (
  | { do: 'enroll'; enrollmentId: string; course: Course }
  | { do: 'withdraw'; ifMatch: number | null }
  | { do: 'resume' }
  | CompleteLesson
)

interface CompleteLesson {
  do: 'complete-lesson'
  lessonId: string
  /** The ids of the lessons it takes to complete the course. */
  required: readonly string[]
}

/** What the history makes of an enrollment. */
interface Studies {
  /** Null before it has begun. */
  enrollment: Enrollment | null
  /** When each lesson was completed, by its id. */
  completed: Readonly<Record<string, string>>
}

const NOTHING: Studies = { enrollment: null, completed: {} }

/** An enrollment as the history of what happened to it: the truth, which its tables are made from. */
export const enrollmentHistory = decider('enrollment', {
  events: [CourseEnrolled, EnrollmentWithdrawn, EnrollmentResumed, LessonCompleted, CourseCompleted],
  initial: NOTHING,
  snapshotEvery: 100,
  using: [entered, moved],

  decide(command: Command, { enrollment: present, completed }) {
    const { learnerId, at } = command
    if (command.do === 'enroll')
      return begun(enrolled(command.course, { id: command.enrollmentId, learnerId }, at))
    const enrollment = own(present, { id: learnerId })
    if (command.do === 'withdraw')
      return withdrawn(after(unchanged(enrollment, command.ifMatch), 'withdraw', at), at)
    if (command.do === 'complete-lesson') return advanced({ enrollment, completed }, command, at)
    return enrollment.state === 'withdrawn' ? resumed(after(enrollment, 'resume', at), at) : []
  },

  evolve({ enrollment, completed }, event) {
    const become = (state: EnrollmentState, at: string) => ({
      enrollment: enrollment && moved(enrollment, state, at),
      completed,
    })
    if (event.type === 'course.enrolled') return { enrollment: entered(event.data), completed }
    if (event.type === 'enrollment.withdrawn') return become('withdrawn', event.data.withdrawnAt)
    if (event.type === 'enrollment.resumed') return become('active', event.data.resumedAt)
    if (event.type === 'course.completed') return become('completed', event.data.completedAt)
    return { enrollment, completed: { ...completed, [event.data.lessonId]: event.data.completedAt } }
  },
})

function begun(enrollment: Enrollment) {
  const { courseVersion, enrolledAt } = enrollment
  return [happened(CourseEnrolled, { ...referenceTo(enrollment), courseVersion, enrolledAt })]
}

function withdrawn(enrollment: Enrollment, at: Date) {
  return [happened(EnrollmentWithdrawn, { ...referenceTo(enrollment), withdrawnAt: at.toISOString() })]
}

function resumed(enrollment: Enrollment, at: Date) {
  return [happened(EnrollmentResumed, { ...referenceTo(enrollment), resumedAt: at.toISOString() })]
}

/** A lesson completed again is no news; the last required one completes the course, once. */
function advanced(
  { enrollment, completed }: Studies & { enrollment: Enrollment },
  { lessonId, required }: CompleteLesson,
  at: Date,
) {
  studying(enrollment)
  if (lessonId in completed) return []
  const about = { ...referenceTo(enrollment), completedAt: at.toISOString() }
  const lesson = happened(LessonCompleted, { ...about, lessonId })
  const done = required.filter(id => id === lessonId || id in completed)
  const tally = { requiredLessons: required.length, completedRequiredLessons: done.length }
  if (enrollment.state !== 'active' || !isComplete(tally)) return [lesson]
  return [lesson, happened(CourseCompleted, { ...about, courseVersion: enrollment.courseVersion })]
}
