// An app as a user of the packed SDK would write it, in plain ESM.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { education } from '@azora/contracts/education'
import { Azora, CallFailed, NotFound } from '@azora/sdk'
import { CourseNotFound, Education } from '@azora/sdk/education'
import { memoryPlatform } from '@azora/sdk/testing'

const platform = memoryPlatform(education)
  .answer(education, {
    levels: { list: () => ({ items: [], nextCursor: null }) },
    courses: {
      get: () => {
        throw new CourseNotFound()
      },
    },
  })
  .trouble('education.courses.get', 'no-connection')

assert.deepEqual(await new Education(platform.options).levels.list(), { items: [], nextCursor: null })

const courseId = '0193c2f0-0000-7000-8000-000000000001'
const failure = await new Azora(platform.options).education.courses.get(courseId).catch(error => error)
assert(failure instanceof CourseNotFound)
assert(!(failure instanceof NotFound))
assert.equal(failure.attempts, 2)
assert(failure.cause instanceof CallFailed)

// A copy of the package in the other module system agrees about what was thrown.
const copy = createRequire(import.meta.url)('@azora/sdk/education')
assert.notEqual(copy.CourseNotFound, CourseNotFound)
assert(failure instanceof copy.CourseNotFound)
console.log('esm works')
