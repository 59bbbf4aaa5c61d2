import { route } from '../../route.js'
import { LessonCompletion } from '../enrollments/progress.js'
import {
  CourseNotEditable,
  CourseNotFound,
  CourseTooLarge,
  InvalidTransition,
  LessonNotFound,
  ModuleNotFound,
  NotEnrolled,
  OutlineMismatch,
} from '../problems.js'
import { Draft, DraftOrder, Lesson, LessonDetails, Module, ModuleDetails, NewLesson } from './draft.js'

const access = 'permission:course:edit'

/** Drafts as a whole. */
export const drafts = {
  get: route.get('/courses/{courseId}/draft', {
    summary: 'Get the outline of the draft',
    access,
    returns: Draft,
    etag: true,
    problems: [CourseNotFound],
  }),
  reorder: route.put('/courses/{courseId}/draft/order', {
    summary: 'Arrange the modules and lessons of the draft',
    description:
      'The order names every module and every lesson once; a lesson named under another module moves there.',
    access,
    body: DraftOrder,
    returns: Draft,
    ifMatch: 'required',
    problems: [CourseNotFound, CourseNotEditable, OutlineMismatch],
  }),
}

/** The modules of drafts. */
export const modules = {
  add: route.post('/courses/{courseId}/modules', {
    summary: 'Add a module at the end of the draft',
    access,
    body: ModuleDetails,
    returns: Module,
    status: 201,
    ifMatch: 'accepted',
    problems: [CourseNotFound, CourseNotEditable, CourseTooLarge],
  }),
  update: route.patch('/courses/{courseId}/modules/{moduleId}', {
    summary: 'Change a module of the draft',
    access,
    body: ModuleDetails.partial(),
    returns: Module,
    ifMatch: 'required',
    problems: [CourseNotFound, ModuleNotFound, CourseNotEditable],
  }),
  remove: route.delete('/courses/{courseId}/modules/{moduleId}', {
    summary: 'Remove a module and its lessons from the draft',
    access,
    returns: Draft,
    ifMatch: 'required',
    problems: [CourseNotFound, ModuleNotFound, CourseNotEditable],
  }),
}

/** Lessons: written in drafts, read and completed in published versions. */
export const lessons = {
  add: route.post('/courses/{courseId}/modules/{moduleId}/lessons', {
    summary: 'Add a lesson at the end of a module of the draft',
    access,
    body: NewLesson,
    returns: Lesson,
    status: 201,
    ifMatch: 'accepted',
    maxBodyBytes: 512 * 1024,
    problems: [CourseNotFound, ModuleNotFound, CourseNotEditable, CourseTooLarge],
  }),
  get: route.get('/lessons/{lessonId}', {
    summary: 'Read a lesson',
    description:
      'Learners read it as in the version they are enrolled in, editors of the course as in the draft.',
    access: 'user',
    returns: Lesson,
    problems: [LessonNotFound, NotEnrolled],
  }),
  update: route.patch('/courses/{courseId}/lessons/{lessonId}', {
    summary: 'Change a lesson of the draft',
    access,
    body: LessonDetails.partial(),
    returns: Lesson,
    ifMatch: 'required',
    maxBodyBytes: 512 * 1024,
    problems: [CourseNotFound, LessonNotFound, CourseNotEditable],
  }),
  remove: route.delete('/courses/{courseId}/lessons/{lessonId}', {
    summary: 'Remove a lesson from the draft',
    access,
    returns: Draft,
    ifMatch: 'required',
    problems: [CourseNotFound, LessonNotFound, CourseNotEditable],
  }),
  complete: route.post('/lessons/{lessonId}/complete', {
    summary: 'Complete a lesson you are enrolled in',
    intent: { phrases: ['complete lesson {lessonId}', 'mark lesson {lessonId} as completed'] },
    description: 'Again changes nothing and answers the same. The last required lesson completes the course.',
    access: 'user',
    returns: LessonCompletion,
    problems: [LessonNotFound, NotEnrolled, InvalidTransition],
  }),
}
