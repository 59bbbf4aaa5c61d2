import { database } from '@azora/service-kit'
import { startedOnce } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { PrismaClient } from '../src/generated/prisma/client.js'
import { service } from '../src/service.js'
import { aPublishedCourse } from './courses.js'
import { somebody } from './people.js'

const app = startedOnce(service)

describe('the database itself', () => {
  test.each([
    ['the text of a published lesson', `update lesson set content = 'changed' where version_id = $1`],
    ['a published lesson', `delete from lesson where version_id = $1`],
    ['the title of a published module', `update module set title = 'changed' where version_id = $1`],
    ['a published module', `delete from module where version_id = $1`],
    ['what was published when', `update course_version set published_at = now() where id = $1`],
    ['a published version', `delete from course_version where id = $1`],
    [
      'what a published version contains',
      `insert into module (version_id, id, position, title) values ($1, gen_random_uuid(), 99, 'late')`,
    ],
    [
      'where a module belongs',
      `update module set version_id = $1, id = gen_random_uuid() where version_id <> $1`,
    ],
  ])('refuses to change %s', async (_, sql) => {
    await using db = database(app().databaseUrl, adapter => new PrismaClient({ adapter }))
    const course = await aPublishedCourse(await somebody(app(), 'instructor'))
    const { rows } = await db.pool.query(
      `select id from course_version where course_id = $1 and number = 1`,
      [course.id],
    )

    await expect(db.pool.query(sql, [rows[0].id])).rejects.toMatchObject({ code: '23001' })
  })
})
