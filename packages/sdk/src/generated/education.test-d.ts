// Generated from the contract of education by `npm run generate`. Do not edit.
import type { CallOf } from '@azora/contracts'
import type { education } from '@azora/contracts/education'
import { assertType, test } from 'vitest'
import type { ResultOf, Same } from '../client.js'
import type { RequestOptions } from '../runtime.js'
import type { Education } from './education.js'

type Routes = (typeof education)['routes']

test('levels is typed as its contract', () => {
  assertType<Same<Education['levels']['list'], (query?: CallOf<Routes['levels']['list']>['query'], options?: RequestOptions) => ResultOf<Routes['levels']['list']>>>(true)
})

test('courses is typed as its contract', () => {
  assertType<Same<Education['courses']['list'], (query?: CallOf<Routes['courses']['list']>['query'], options?: RequestOptions) => ResultOf<Routes['courses']['list']>>>(true)
  assertType<Same<Education['courses']['mine'], (query?: CallOf<Routes['courses']['mine']>['query'], options?: RequestOptions) => ResultOf<Routes['courses']['mine']>>>(true)
  assertType<Same<Education['courses']['create'], (body: Exclude<CallOf<Routes['courses']['create']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['courses']['create']>>>(true)
  assertType<Same<Education['courses']['get'], (courseId: CallOf<Routes['courses']['get']>['params']['courseId'], options?: RequestOptions) => ResultOf<Routes['courses']['get']>>>(true)
  assertType<Same<Education['courses']['update'], (courseId: CallOf<Routes['courses']['update']>['params']['courseId'], body: Exclude<CallOf<Routes['courses']['update']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['courses']['update']>>>(true)
  assertType<Same<Education['courses']['publish'], (courseId: CallOf<Routes['courses']['publish']>['params']['courseId'], options?: RequestOptions) => ResultOf<Routes['courses']['publish']>>>(true)
  assertType<Same<Education['courses']['archive'], (courseId: CallOf<Routes['courses']['archive']>['params']['courseId'], options?: RequestOptions) => ResultOf<Routes['courses']['archive']>>>(true)
  assertType<Same<Education['courses']['import'], (body: Exclude<CallOf<Routes['courses']['import']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['courses']['import']>>>(true)
  assertType<Same<Education['courses']['export'], (courseId: CallOf<Routes['courses']['export']>['params']['courseId'], query?: CallOf<Routes['courses']['export']>['query'], options?: RequestOptions) => ResultOf<Routes['courses']['export']>>>(true)
})

test('versions is typed as its contract', () => {
  assertType<Same<Education['versions']['list'], (courseId: CallOf<Routes['versions']['list']>['params']['courseId'], query?: CallOf<Routes['versions']['list']>['query'], options?: RequestOptions) => ResultOf<Routes['versions']['list']>>>(true)
  assertType<Same<Education['versions']['get'], (courseId: CallOf<Routes['versions']['get']>['params']['courseId'], number: CallOf<Routes['versions']['get']>['params']['number'], options?: RequestOptions) => ResultOf<Routes['versions']['get']>>>(true)
})

test('prerequisites is typed as its contract', () => {
  assertType<Same<Education['prerequisites']['add'], (courseId: CallOf<Routes['prerequisites']['add']>['params']['courseId'], requiredCourseId: CallOf<Routes['prerequisites']['add']>['params']['requiredCourseId'], options?: RequestOptions) => ResultOf<Routes['prerequisites']['add']>>>(true)
  assertType<Same<Education['prerequisites']['remove'], (courseId: CallOf<Routes['prerequisites']['remove']>['params']['courseId'], requiredCourseId: CallOf<Routes['prerequisites']['remove']>['params']['requiredCourseId'], options?: RequestOptions) => ResultOf<Routes['prerequisites']['remove']>>>(true)
})

test('drafts is typed as its contract', () => {
  assertType<Same<Education['drafts']['get'], (courseId: CallOf<Routes['drafts']['get']>['params']['courseId'], options?: RequestOptions) => ResultOf<Routes['drafts']['get']>>>(true)
  assertType<Same<Education['drafts']['reorder'], (courseId: CallOf<Routes['drafts']['reorder']>['params']['courseId'], body: Exclude<CallOf<Routes['drafts']['reorder']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['drafts']['reorder']>>>(true)
})

test('modules is typed as its contract', () => {
  assertType<Same<Education['modules']['add'], (courseId: CallOf<Routes['modules']['add']>['params']['courseId'], body: Exclude<CallOf<Routes['modules']['add']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['modules']['add']>>>(true)
  assertType<Same<Education['modules']['update'], (courseId: CallOf<Routes['modules']['update']>['params']['courseId'], moduleId: CallOf<Routes['modules']['update']>['params']['moduleId'], body: Exclude<CallOf<Routes['modules']['update']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['modules']['update']>>>(true)
  assertType<Same<Education['modules']['remove'], (courseId: CallOf<Routes['modules']['remove']>['params']['courseId'], moduleId: CallOf<Routes['modules']['remove']>['params']['moduleId'], options?: RequestOptions) => ResultOf<Routes['modules']['remove']>>>(true)
})

test('lessons is typed as its contract', () => {
  assertType<Same<Education['lessons']['add'], (courseId: CallOf<Routes['lessons']['add']>['params']['courseId'], moduleId: CallOf<Routes['lessons']['add']>['params']['moduleId'], body: Exclude<CallOf<Routes['lessons']['add']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['lessons']['add']>>>(true)
  assertType<Same<Education['lessons']['get'], (lessonId: CallOf<Routes['lessons']['get']>['params']['lessonId'], options?: RequestOptions) => ResultOf<Routes['lessons']['get']>>>(true)
  assertType<Same<Education['lessons']['update'], (courseId: CallOf<Routes['lessons']['update']>['params']['courseId'], lessonId: CallOf<Routes['lessons']['update']>['params']['lessonId'], body: Exclude<CallOf<Routes['lessons']['update']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['lessons']['update']>>>(true)
  assertType<Same<Education['lessons']['remove'], (courseId: CallOf<Routes['lessons']['remove']>['params']['courseId'], lessonId: CallOf<Routes['lessons']['remove']>['params']['lessonId'], options?: RequestOptions) => ResultOf<Routes['lessons']['remove']>>>(true)
  assertType<Same<Education['lessons']['complete'], (lessonId: CallOf<Routes['lessons']['complete']>['params']['lessonId'], options?: RequestOptions) => ResultOf<Routes['lessons']['complete']>>>(true)
})

test('learners is typed as its contract', () => {
  assertType<Same<Education['learners']['me'], (options?: RequestOptions) => ResultOf<Routes['learners']['me']>>>(true)
})

test('enrollments is typed as its contract', () => {
  assertType<Same<Education['enrollments']['enroll'], (courseId: CallOf<Routes['enrollments']['enroll']>['params']['courseId'], options?: RequestOptions) => ResultOf<Routes['enrollments']['enroll']>>>(true)
  assertType<Same<Education['enrollments']['list'], (query?: CallOf<Routes['enrollments']['list']>['query'], options?: RequestOptions) => ResultOf<Routes['enrollments']['list']>>>(true)
  assertType<Same<Education['enrollments']['get'], (enrollmentId: CallOf<Routes['enrollments']['get']>['params']['enrollmentId'], options?: RequestOptions) => ResultOf<Routes['enrollments']['get']>>>(true)
  assertType<Same<Education['enrollments']['withdraw'], (enrollmentId: CallOf<Routes['enrollments']['withdraw']>['params']['enrollmentId'], options?: RequestOptions) => ResultOf<Routes['enrollments']['withdraw']>>>(true)
})

test('progress is typed as its contract', () => {
  assertType<Same<Education['progress']['list'], (query?: CallOf<Routes['progress']['list']>['query'], options?: RequestOptions) => ResultOf<Routes['progress']['list']>>>(true)
  assertType<Same<Education['progress']['get'], (enrollmentId: CallOf<Routes['progress']['get']>['params']['enrollmentId'], options?: RequestOptions) => ResultOf<Routes['progress']['get']>>>(true)
})

test('stats is typed as its contract', () => {
  assertType<Same<Education['stats']['get'], (options?: RequestOptions) => ResultOf<Routes['stats']['get']>>>(true)
})
