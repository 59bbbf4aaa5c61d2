import { Forbidden, Unauthenticated } from '@azora/contracts'
import { type Course, CourseNotFound, type education } from '@azora/contracts/education'
import { type Started, startedOnce } from '@azora/service-kit/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { service } from '../src/service.js'
import { aDraft, aPublishedCourse } from './courses.js'
import { type Somebody, somebody } from './people.js'

type Client = Started<typeof education>['client']
type Params = { courseId: string; moduleId: string; lessonId: string }

const any = { ifMatch: '*' }

/** Everything only an editor of a course may do, as one call each. */
const EDITS: Record<string, (client: Client, params: Params, course: Course) => PromiseLike<unknown>> = {
  'courses.update': (client, params) => client.courses.update({ params, body: { title: 'Mine' } }, any),
  'courses.publish': (client, params) => client.courses.publish({ params }),
  'courses.archive': (client, params) => client.courses.archive({ params }),
  'courses.export': (client, params) => client.courses.export({ params }),
  'drafts.get': (client, params) => client.drafts.get({ params }),
  'drafts.reorder': (client, params) => client.drafts.reorder({ params, body: { modules: [] } }, any),
  'modules.add': (client, params) => client.modules.add({ params, body: { title: 'Mine' } }),
  'modules.update': (client, params) => client.modules.update({ params, body: { title: 'Mine' } }, any),
  'modules.remove': (client, params) => client.modules.remove({ params }, any),
  'lessons.add': (client, params) => client.lessons.add({ params, body: { title: 'Mine' } }),
  'lessons.update': (client, params) => client.lessons.update({ params, body: { title: 'Mine' } }, any),
  'lessons.remove': (client, params) => client.lessons.remove({ params }, any),
  'prerequisites.add': (client, { courseId }, { id: requiredCourseId }) =>
    client.prerequisites.add({ params: { courseId, requiredCourseId } }),
  'prerequisites.remove': (client, { courseId }, { id: requiredCourseId }) =>
    client.prerequisites.remove({ params: { courseId, requiredCourseId } }),
}

describe.each(Object.entries(EDITS))('%s', (_, edit) => {
  test("of another's draft finds nothing", async () => {
    await expect(edit(they.colleague, they.draft.params, they.published.course)).rejects.toThrow(
      CourseNotFound,
    )
  })

  test("of another's published course is forbidden", async () => {
    await expect(edit(they.colleague, they.published.params, they.draft.course)).rejects.toThrow(Forbidden)
  })

  test('by a learner is forbidden, and by nobody unauthenticated', async () => {
    await expect(edit(they.learner, they.published.params, they.draft.course)).rejects.toThrow(Forbidden)
    await expect(edit(app().client, they.published.params, they.draft.course)).rejects.toThrow(
      Unauthenticated,
    )
  })
})

test('no refused attempt has left a trace', async () => {
  const { author, draft, published } = they

  expect(await author.courses.get({ params: draft.params })).toEqual(draft.course)
  expect(await author.courses.get({ params: published.params })).toEqual(published.course)
})

const app = startedOnce(service)
let they: Awaited<ReturnType<typeof people>>
beforeAll(async () => {
  they = await people()
})

async function people() {
  const author = await somebody(app(), 'instructor')
  return {
    author,
    colleague: await somebody(app(), 'instructor'),
    learner: await somebody(app(), 'learner'),
    draft: await pathsOf(author, await aDraft(author)),
    published: await pathsOf(author, await aPublishedCourse(author)),
  }
}

async function pathsOf(author: Somebody, course: Course) {
  const { modules } = await author.drafts.get({ params: { courseId: course.id } })
  const [module] = modules
  const params = { courseId: course.id, moduleId: module?.id ?? '', lessonId: module?.lessons[0]?.id ?? '' }
  return { course, params }
}
