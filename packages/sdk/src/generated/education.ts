// Generated from the contract of education by `npm run generate`. Do not edit.

import type {
  CallPromise,
  Caller,
  ClientOptions,
  Endpoints,
  PagePromise,
  RequestOptions,
  Runtime,
} from '../runtime.js'
import { callerOf } from '../runtime.js'

export * from '@azora/contracts/education/problems'

export interface Course {
  id: string
  /** The user who may edit it; null for a course of the platform's own. */
  ownerId: string | null
  title: string
  /** Markdown. Renderers sanitize. */
  description: string
  level: string
  /** BCP 47: `en`, `af`, `zu-ZA`. */
  language: string
  /** What it counts for, where its framework knows credits; one is ten notional hours. */
  credits: number | null
  status: 'draft' | 'published' | 'archived'
  /** Courses a learner must have completed before enrolling; those archived since do not count. */
  prerequisites: string[]
  /** What new learners get; null while unpublished. */
  publishedVersion: number | null
  hasUnpublishedChanges: boolean
  /** Rises with every change to the course or its draft; what If-Match names. */
  version: number
  createdAt: string
  updatedAt: string
  /** When `publishedVersion` was published. */
  publishedAt: string | null
  archivedAt: string | null
}

export interface CourseDocument {
  title: string
  description: string
  level: string
  language: string
  credits: number | null
  modules: {
    title: string
    lessons: {
      title: string
      type: 'reading' | 'video' | 'practice' | 'discussion' | 'project'
      content: string
      required: boolean
      minutes: number | null
    }[]
  }[]
  /** Published courses to be completed first. */
  prerequisites: string[]
}

export interface CourseDocumentInput {
  title: string
  description?: string
  level: string
  language?: string
  credits?: number | null
  modules?: {
    title: string
    lessons?: {
      title: string
      type?: 'reading' | 'video' | 'practice' | 'discussion' | 'project'
      content?: string
      required?: boolean
      minutes?: number | null
    }[]
  }[]
  /** Published courses to be completed first. */
  prerequisites?: string[]
}

export interface CourseVersion {
  courseId: string
  number: number
  title: string
  /** Markdown. Renderers sanitize. */
  description: string
  level: string
  /** BCP 47: `en`, `af`, `zu-ZA`. */
  language: string
  /** What it counts for, where its framework knows credits; one is ten notional hours. */
  credits: number | null
  modules: ModuleOutline[]
  publishedAt: string
}

export interface CourseVersionSummary {
  courseId: string
  /** 1, 2, 3 … within the course. */
  number: number
  title: string
  lessonCount: number
  publishedAt: string
}

export interface CoursesCreateBody {
  title: string
  description?: string
  level: string
  language?: string
  credits?: number | null
}

export interface CoursesExportQuery {
  /** A published version. Default: the draft. */
  number?: number
}

export interface CoursesListQuery {
  limit?: number
  cursor?: string
  /** Words, "phrases", -exclusions; looked for in title, description, modules and lessons. */
  q?: string
  framework?: string
  level?: string
  language?: string
  ownerId?: string
}

export interface CoursesMineQuery {
  limit?: number
  cursor?: string
  status?: 'draft' | 'published' | 'archived'
}

export interface CoursesUpdateBody {
  title?: string
  description?: string
  level?: string
  language?: string
  credits?: number | null
}

export interface Draft {
  courseId: string
  /** The version of the course; what If-Match names. */
  version: number
  modules: ModuleOutline[]
}

export interface DraftsReorderBody {
  modules: {
    id: string
    lessons: string[]
  }[]
}

export interface EducationStats {
  courses: {
    draft: number
    published: number
    archived: number
  }
  publishedVersions: number
  enrollments: {
    active: number
    completed: number
    withdrawn: number
  }
  /** Users with at least one active or completed enrollment. */
  learners: number
  /** Active enrollments by the sector of the course's level. */
  activeBySector: {
    primary: number
    secondary: number
    university: number
  }
  completedLessons: number
  countedAt: string
}

export interface Enrollment {
  id: string
  courseId: string
  learnerId: string
  /** The published version the learner follows; publishing a newer one leaves it as it is. */
  courseVersion: number
  state: 'pending-payment' | 'active' | 'completed' | 'withdrawn' | 'expired'
  enrolledAt: string
  completedAt: string | null
  withdrawnAt: string | null
  version: number
}

export interface EnrollmentsListQuery {
  limit?: number
  cursor?: string
  state?: 'pending-payment' | 'active' | 'completed' | 'withdrawn' | 'expired'
}

export interface Learner {
  id: string
  registeredAt: string
}

export interface Lesson {
  id: string
  courseId: string
  moduleId: string
  title: string
  type: 'reading' | 'video' | 'practice' | 'discussion' | 'project'
  /** Markdown. Renderers sanitize. */
  content: string
  /** Whether completing the course takes completing this lesson. */
  required: boolean
  /** How long it takes, as the author expects. */
  minutes: number | null
  /** The version of the course; what If-Match names. */
  version: number
}

export interface LessonCompletion {
  lessonId: string
  completedAt: string
  progress: Progress
}

export interface LessonOutline {
  id: string
  title: string
  type: 'reading' | 'video' | 'practice' | 'discussion' | 'project'
  /** Whether completing the course takes completing this lesson. */
  required: boolean
  /** How long it takes, as the author expects. */
  minutes: number | null
}

export interface LessonProgress {
  lessonId: string
  title: string
  required: boolean
  completedAt: string | null
}

export interface LessonsAddBody {
  title: string
  type?: 'reading' | 'video' | 'practice' | 'discussion' | 'project'
  content?: string
  required?: boolean
  minutes?: number | null
}

export interface LessonsUpdateBody {
  title?: string
  type?: 'reading' | 'video' | 'practice' | 'discussion' | 'project'
  content?: string
  required?: boolean
  minutes?: number | null
}

export interface Level {
  id: string
  framework: string
  code: string
  title: string
  /** Position within the framework; grade R is 0. */
  ordinal: number
  sector: 'primary' | 'secondary' | 'university'
  /** Of school: foundation R-3, intermediate 4-6, senior 7-9, further education and training 10-12. */
  phase: 'foundation' | 'intermediate' | 'senior' | 'fet' | null
  /** The level of the national qualifications framework it corresponds to, if any. */
  nqfLevel: number | null
  qualifications: Qualification[]
}

export interface LevelsListQuery {
  limit?: number
  cursor?: string
  framework?: string
}

export interface Module {
  id: string
  courseId: string
  title: string
  /** The version of the course; what If-Match names. */
  version: number
}

export interface ModuleOutline {
  id: string
  title: string
  lessons: LessonOutline[]
}

export interface ModulesAddBody {
  title: string
}

export interface ModulesUpdateBody {
  title?: string
}

export interface Progress {
  enrollmentId: string
  courseId: string
  courseTitle: string
  courseVersion: number
  state: 'pending-payment' | 'active' | 'completed' | 'withdrawn' | 'expired'
  requiredLessons: number
  completedRequiredLessons: number
  /** Of the required lessons, rounded down: 100 means all of them. */
  percent: number
  lastCompletedAt: string | null
}

export interface ProgressDetail {
  enrollmentId: string
  courseId: string
  courseTitle: string
  courseVersion: number
  state: 'pending-payment' | 'active' | 'completed' | 'withdrawn' | 'expired'
  requiredLessons: number
  completedRequiredLessons: number
  /** Of the required lessons, rounded down: 100 means all of them. */
  percent: number
  lastCompletedAt: string | null
  lessons: LessonProgress[]
}

export interface ProgressListQuery {
  limit?: number
  cursor?: string
}

export interface Qualification {
  title: string
  minCredits: number
}

export interface VersionsListQuery {
  limit?: number
  cursor?: string
}

/** What `education.levels` can do. */
export class Levels {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** List the levels courses are classed by. */
  list(query?: LevelsListQuery, options?: RequestOptions): PagePromise<Level> {
    return this.#caller.page('levels.list', { query }, options)
  }
}

/** What `education.courses` can do. */
export class Courses {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Search the catalog of published courses. */
  list(query?: CoursesListQuery, options?: RequestOptions): PagePromise<Course> {
    return this.#caller.page('courses.list', { query }, options)
  }

  /** List the courses you own, drafts included. */
  mine(query?: CoursesMineQuery, options?: RequestOptions): PagePromise<Course> {
    return this.#caller.page('courses.mine', { query }, options)
  }

  /** Create a course as a draft of your own. */
  create(body: CoursesCreateBody, options?: RequestOptions): CallPromise<Course> {
    return this.#caller.call('courses.create', { body }, options)
  }

  /** Get a course. */
  get(courseId: string, options?: RequestOptions): CallPromise<Course> {
    return this.#caller.call('courses.get', { params: { courseId } }, options)
  }

  /** Change the details of a course. */
  update(courseId: string, body: CoursesUpdateBody, options?: RequestOptions): CallPromise<Course> {
    return this.#caller.call('courses.update', { params: { courseId }, body }, options)
  }

  /** Publish the draft as a new version. */
  publish(courseId: string, options?: RequestOptions): CallPromise<Course> {
    return this.#caller.call('courses.publish', { params: { courseId } }, options)
  }

  /** Close a course to enrollments and changes. */
  archive(courseId: string, options?: RequestOptions): CallPromise<Course> {
    return this.#caller.call('courses.archive', { params: { courseId } }, options)
  }

  /** Create a course from a document, all of it or nothing. */
  import(body: CourseDocumentInput, options?: RequestOptions): CallPromise<Course> {
    return this.#caller.call('courses.import', { body }, options)
  }

  /** Export the draft, or a published version, as a document. */
  export(
    courseId: string,
    query?: CoursesExportQuery,
    options?: RequestOptions,
  ): CallPromise<CourseDocument> {
    return this.#caller.call('courses.export', { params: { courseId }, query }, options)
  }
}

/** What `education.versions` can do. */
export class Versions {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** List the published versions of a course, newest first. */
  list(
    courseId: string,
    query?: VersionsListQuery,
    options?: RequestOptions,
  ): PagePromise<CourseVersionSummary> {
    return this.#caller.page('versions.list', { params: { courseId }, query }, options)
  }

  /** Get a published version of a course. */
  get(courseId: string, number: number, options?: RequestOptions): CallPromise<CourseVersion> {
    return this.#caller.call('versions.get', { params: { courseId, number } }, options)
  }
}

/** What `education.prerequisites` can do. */
export class Prerequisites {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Require another course to be completed first. */
  add(courseId: string, requiredCourseId: string, options?: RequestOptions): CallPromise<Course> {
    return this.#caller.call('prerequisites.add', { params: { courseId, requiredCourseId } }, options)
  }

  /** No longer require another course. */
  remove(courseId: string, requiredCourseId: string, options?: RequestOptions): CallPromise<Course> {
    return this.#caller.call('prerequisites.remove', { params: { courseId, requiredCourseId } }, options)
  }
}

/** What `education.drafts` can do. */
export class Drafts {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Get the outline of the draft. */
  get(courseId: string, options?: RequestOptions): CallPromise<Draft> {
    return this.#caller.call('drafts.get', { params: { courseId } }, options)
  }

  /** Arrange the modules and lessons of the draft. */
  reorder(courseId: string, body: DraftsReorderBody, options?: RequestOptions): CallPromise<Draft> {
    return this.#caller.call('drafts.reorder', { params: { courseId }, body }, options)
  }
}

/** What `education.modules` can do. */
export class Modules {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Add a module at the end of the draft. */
  add(courseId: string, body: ModulesAddBody, options?: RequestOptions): CallPromise<Module> {
    return this.#caller.call('modules.add', { params: { courseId }, body }, options)
  }

  /** Change a module of the draft. */
  update(
    courseId: string,
    moduleId: string,
    body: ModulesUpdateBody,
    options?: RequestOptions,
  ): CallPromise<Module> {
    return this.#caller.call('modules.update', { params: { courseId, moduleId }, body }, options)
  }

  /** Remove a module and its lessons from the draft. */
  remove(courseId: string, moduleId: string, options?: RequestOptions): CallPromise<Draft> {
    return this.#caller.call('modules.remove', { params: { courseId, moduleId } }, options)
  }
}

/** What `education.lessons` can do. */
export class Lessons {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Add a lesson at the end of a module of the draft. */
  add(
    courseId: string,
    moduleId: string,
    body: LessonsAddBody,
    options?: RequestOptions,
  ): CallPromise<Lesson> {
    return this.#caller.call('lessons.add', { params: { courseId, moduleId }, body }, options)
  }

  /** Read a lesson. */
  get(lessonId: string, options?: RequestOptions): CallPromise<Lesson> {
    return this.#caller.call('lessons.get', { params: { lessonId } }, options)
  }

  /** Change a lesson of the draft. */
  update(
    courseId: string,
    lessonId: string,
    body: LessonsUpdateBody,
    options?: RequestOptions,
  ): CallPromise<Lesson> {
    return this.#caller.call('lessons.update', { params: { courseId, lessonId }, body }, options)
  }

  /** Remove a lesson from the draft. */
  remove(courseId: string, lessonId: string, options?: RequestOptions): CallPromise<Draft> {
    return this.#caller.call('lessons.remove', { params: { courseId, lessonId } }, options)
  }

  /** Complete a lesson you are enrolled in. */
  complete(lessonId: string, options?: RequestOptions): CallPromise<LessonCompletion> {
    return this.#caller.call('lessons.complete', { params: { lessonId } }, options)
  }
}

/** What `education.learners` can do. */
export class Learners {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Get your learner record. */
  me(options?: RequestOptions): CallPromise<Learner> {
    return this.#caller.call('learners.me', {}, options)
  }
}

/** What `education.enrollments` can do. */
export class Enrollments {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Enroll in a course. */
  enroll(courseId: string, options?: RequestOptions): CallPromise<Enrollment> {
    return this.#caller.call('enrollments.enroll', { params: { courseId } }, options)
  }

  /** List your enrollments, newest first. */
  list(query?: EnrollmentsListQuery, options?: RequestOptions): PagePromise<Enrollment> {
    return this.#caller.page('enrollments.list', { query }, options)
  }

  /** Get an enrollment of yours. */
  get(enrollmentId: string, options?: RequestOptions): CallPromise<Enrollment> {
    return this.#caller.call('enrollments.get', { params: { enrollmentId } }, options)
  }

  /** Withdraw from a course. */
  withdraw(enrollmentId: string, options?: RequestOptions): CallPromise<Enrollment> {
    return this.#caller.call('enrollments.withdraw', { params: { enrollmentId } }, options)
  }
}

/** What `education.progress` can do. */
export class ProgressOperations {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** List your progress in every course you are enrolled in. */
  list(query?: ProgressListQuery, options?: RequestOptions): PagePromise<Progress> {
    return this.#caller.page('progress.list', { query }, options)
  }

  /** Get your progress in a course, lesson by lesson. */
  get(enrollmentId: string, options?: RequestOptions): CallPromise<ProgressDetail> {
    return this.#caller.call('progress.get', { params: { enrollmentId } }, options)
  }
}

/** What `education.stats` can do. */
export class Stats {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** Count courses, enrollments and completions. */
  get(options?: RequestOptions): CallPromise<EducationStats> {
    return this.#caller.call('stats.get', {}, options)
  }
}

const endpoints: Endpoints = {
  'levels.list': { method: 'GET', path: '/v1/levels' },
  'courses.list': { method: 'GET', path: '/v1/courses' },
  'courses.mine': { method: 'GET', path: '/v1/me/courses' },
  'courses.create': { method: 'POST', path: '/v1/courses', keyed: true },
  'courses.get': { method: 'GET', path: '/v1/courses/{courseId}' },
  'courses.update': { method: 'PATCH', path: '/v1/courses/{courseId}' },
  'courses.publish': { method: 'POST', path: '/v1/courses/{courseId}/publish', keyed: true },
  'courses.archive': { method: 'POST', path: '/v1/courses/{courseId}/archive', keyed: true },
  'courses.import': { method: 'POST', path: '/v1/courses/import', keyed: true },
  'courses.export': { method: 'GET', path: '/v1/courses/{courseId}/export' },
  'versions.list': { method: 'GET', path: '/v1/courses/{courseId}/versions' },
  'versions.get': { method: 'GET', path: '/v1/courses/{courseId}/versions/{number}' },
  'prerequisites.add': { method: 'PUT', path: '/v1/courses/{courseId}/prerequisites/{requiredCourseId}' },
  'prerequisites.remove': { method: 'DELETE', path: '/v1/courses/{courseId}/prerequisites/{requiredCourseId}' },
  'drafts.get': { method: 'GET', path: '/v1/courses/{courseId}/draft' },
  'drafts.reorder': { method: 'PUT', path: '/v1/courses/{courseId}/draft/order' },
  'modules.add': { method: 'POST', path: '/v1/courses/{courseId}/modules', keyed: true },
  'modules.update': { method: 'PATCH', path: '/v1/courses/{courseId}/modules/{moduleId}' },
  'modules.remove': { method: 'DELETE', path: '/v1/courses/{courseId}/modules/{moduleId}' },
  'lessons.add': { method: 'POST', path: '/v1/courses/{courseId}/modules/{moduleId}/lessons', keyed: true },
  'lessons.get': { method: 'GET', path: '/v1/lessons/{lessonId}' },
  'lessons.update': { method: 'PATCH', path: '/v1/courses/{courseId}/lessons/{lessonId}' },
  'lessons.remove': { method: 'DELETE', path: '/v1/courses/{courseId}/lessons/{lessonId}' },
  'lessons.complete': { method: 'POST', path: '/v1/lessons/{lessonId}/complete', keyed: true },
  'learners.me': { method: 'GET', path: '/v1/me/learner' },
  'enrollments.enroll': { method: 'POST', path: '/v1/courses/{courseId}/enrollments', keyed: true },
  'enrollments.list': { method: 'GET', path: '/v1/me/enrollments' },
  'enrollments.get': { method: 'GET', path: '/v1/enrollments/{enrollmentId}' },
  'enrollments.withdraw': { method: 'POST', path: '/v1/enrollments/{enrollmentId}/withdraw', keyed: true },
  'progress.list': { method: 'GET', path: '/v1/me/progress' },
  'progress.get': { method: 'GET', path: '/v1/enrollments/{enrollmentId}/progress' },
  'stats.get': { method: 'GET', path: '/v1/stats' },
}

/** Levels, courses with immutable published versions, enrollments and derived progress. */
export class Education {
  readonly levels: Levels
  readonly courses: Courses
  readonly versions: Versions
  readonly prerequisites: Prerequisites
  readonly drafts: Drafts
  readonly modules: Modules
  readonly lessons: Lessons
  readonly learners: Learners
  readonly enrollments: Enrollments
  readonly progress: ProgressOperations
  readonly stats: Stats

  constructor(via?: ClientOptions | Runtime) {
    const caller = callerOf(via, 'education', endpoints)
    this.levels = new Levels(caller)
    this.courses = new Courses(caller)
    this.versions = new Versions(caller)
    this.prerequisites = new Prerequisites(caller)
    this.drafts = new Drafts(caller)
    this.modules = new Modules(caller)
    this.lessons = new Lessons(caller)
    this.learners = new Learners(caller)
    this.enrollments = new Enrollments(caller)
    this.progress = new ProgressOperations(caller)
    this.stats = new Stats(caller)
  }
}
