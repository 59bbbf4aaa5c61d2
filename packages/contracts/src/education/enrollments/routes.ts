import { PageQuery, page } from '../../page.js'
import { route } from '../../route.js'
import {
  CourseNotFound,
  CourseNotOpen,
  EnrollmentNotFound,
  InvalidTransition,
  PrerequisitesMissing,
} from '../problems.js'
import { Enrollment, EnrollmentState } from './enrollment.js'
import { Progress, ProgressDetail } from './progress.js'

/** The caller's own enrollments. */
export const enrollments = {
  enroll: route.post('/courses/{courseId}/enrollments', {
    summary: 'Enroll in a course',
    intent: {
      phrases: [
        'enroll me in {courseId}',
        'enroll me in course {courseId}',
        'sign me up for course {courseId}',
      ],
    },
    description:
      'Enrolling again gives the same enrollment; one that was withdrawn resumes with the lessons completed.',
    access: 'permission:enrollment:create',
    returns: Enrollment,
    status: 201,
    problems: [CourseNotFound, CourseNotOpen, PrerequisitesMissing, InvalidTransition],
  }),
  list: route.get('/me/enrollments', {
    summary: 'List your enrollments, newest first',
    intent: { phrases: ['list my enrollments', 'which courses am I enrolled in'] },
    access: 'user',
    query: PageQuery.extend({ state: EnrollmentState.optional() }),
    returns: page(Enrollment),
  }),
  get: route.get('/enrollments/{enrollmentId}', {
    summary: 'Get an enrollment of yours',
    access: 'user',
    returns: Enrollment,
    etag: true,
    problems: [EnrollmentNotFound],
  }),
  withdraw: route.post('/enrollments/{enrollmentId}/withdraw', {
    summary: 'Withdraw from a course',
    intent: { phrases: ['withdraw enrollment {enrollmentId}', 'withdraw me from enrollment {enrollmentId}'] },
    access: 'user',
    returns: Enrollment,
    ifMatch: 'accepted',
    problems: [EnrollmentNotFound, InvalidTransition],
  }),
}

/** The caller's own progress. */
export const progress = {
  list: route.get('/me/progress', {
    summary: 'List your progress in every course you are enrolled in',
    intent: { phrases: ['show my progress', 'how far have I come'] },
    access: 'user',
    query: PageQuery,
    returns: page(Progress),
  }),
  get: route.get('/enrollments/{enrollmentId}/progress', {
    summary: 'Get your progress in a course, lesson by lesson',
    intent: { phrases: ['show my progress in enrollment {enrollmentId}'] },
    access: 'user',
    returns: ProgressDetail,
    problems: [EnrollmentNotFound],
  }),
}
