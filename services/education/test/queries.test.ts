import { compiledQueries, started } from '@azora/service-kit/testing'
import { expect, test } from 'vitest'
import { service } from '../src/service.js'
import { aPublishedCourse, at, complete, lessonsOf } from './courses.js'
import { somebody } from './people.js'

test('what was done before is done again without compiling a query', async () => {
  await using app = await started(service)
  const [author, learner] = [await somebody(app, 'instructor'), await somebody(app, 'learner')]
  const teach = async () => {
    app.clock.advance(60_000)
    const course = await aPublishedCourse(author)
    await author.courses.update(
      { ...at(course), body: { title: 'Proofs again' } },
      { ifMatch: course.version },
    )
    await learner.enrollments.enroll(at(course))
    await complete(learner, await lessonsOf(learner, course))
    await author.courses.archive(at(course))
    await app.settled()
  }

  using compiled = compiledQueries()
  await teach()
  expect(compiled.taken()).toContain('Course.createOne')
  await teach()
  expect(compiled.taken()).toEqual([])
})
