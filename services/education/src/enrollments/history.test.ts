import { PreconditionFailed } from '@azora/contracts'
import {
  CourseCompleted,
  CourseEnrolled,
  CourseNotOpen,
  EnrollmentNotFound,
  EnrollmentResumed,
  EnrollmentWithdrawn,
  InvalidTransition,
  LessonCompleted,
} from '@azora/contracts/education'
import { happened } from '@azora/service-kit'
import { specification } from '@azora/service-kit/testing'
import { describe, test } from 'vitest'
import { draftCourse, published } from '../courses/course.js'
import { type Command, enrollmentHistory } from './history.js'

const at = new Date('2030-01-01T00:00:00Z')
const now = at.toISOString()
const [enrollmentId, courseId, learnerId, logic, proofs] = [1, 2, 3, 4, 5].map(
  n => `019c7a00-0000-7000-8000-00000000000${n}`,
) as [string, string, string, string, string]
const about = { enrollmentId, courseId, learnerId }

const details = { title: 'Proofs', description: '', level: 'ZA-NQF/7', language: 'en', credits: null }
const draft = draftCourse({ ...details, id: courseId, ownerId: null, prerequisites: [] }, at)
const lesson = { id: logic, title: 'A', type: 'reading', required: true, minutes: null } as const
const course = published(draft, [{ id: 'm1', title: 'One', lessons: [lesson] }], at)

const enrolled = happened(CourseEnrolled, { ...about, courseVersion: 1, enrolledAt: now })
const withdrawn = happened(EnrollmentWithdrawn, { ...about, withdrawnAt: now })
const resumed = happened(EnrollmentResumed, { ...about, resumedAt: now })
const learned = (lessonId: string) => happened(LessonCompleted, { ...about, lessonId, completedAt: now })
const completed = happened(CourseCompleted, { ...about, courseVersion: 1, completedAt: now })

const { given } = specification(enrollmentHistory)
const by = { learnerId, at }
const enroll = { ...by, do: 'enroll', enrollmentId, course } as const
const withdraw: Command = { ...by, do: 'withdraw', ifMatch: null }
const resume: Command = { ...by, do: 'resume' }
const learn = (lessonId: string): Command => ({
  ...by,
  do: 'complete-lesson',
  lessonId,
  required: [logic, proofs],
})

describe('the history of an enrollment', () => {
  test('begins in the version that is published, and in no draft', () => {
    given().when(enroll).gives(enrolled)
    given()
      .when({ ...enroll, course: draft })
      .refuses(CourseNotOpen)
  })

  test('is pausing and going on', () => {
    given(enrolled).when(withdraw).gives(withdrawn)
    given(enrolled, withdrawn).when(withdraw).refuses(InvalidTransition)
    given(enrolled, withdrawn).when(resume).gives(resumed)
    given(enrolled).when(resume).gives()
  })

  test('is one lesson after another, each once, and with the last required one the course', () => {
    given(enrolled).when(learn(logic)).gives(learned(logic))
    given(enrolled, learned(logic)).when(learn(logic)).gives()
    given(enrolled, learned(logic)).when(learn(proofs)).gives(learned(proofs), completed)
    given(enrolled, learned(logic), withdrawn).when(learn(proofs)).refuses(InvalidTransition)
  })

  test('goes on with optional lessons when the course is completed', () => {
    const history = [enrolled, learned(logic), learned(proofs), completed]
    given(...history)
      .when(learn(courseId))
      .gives(learned(courseId))
    given(...history)
      .when(withdraw)
      .refuses(InvalidTransition)
  })

  test("is its learner's alone, and of the version they know", () => {
    given(enrolled)
      .when({ ...withdraw, learnerId: courseId })
      .refuses(EnrollmentNotFound)
    given().when(withdraw).refuses(EnrollmentNotFound)
    given(enrolled, withdrawn, resumed)
      .when({ ...by, do: 'withdraw', ifMatch: 2 })
      .refuses(PreconditionFailed)
    given(enrolled, withdrawn, resumed)
      .when({ ...by, do: 'withdraw', ifMatch: 3 })
      .gives(withdrawn)
  })
})
