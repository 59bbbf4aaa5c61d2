import type { Page, PageQuery } from '@azora/contracts'
import {
  type Course,
  CourseDetails,
  type CourseVersionSummary,
  LessonType,
  type ModuleOutline,
} from '@azora/contracts/education'
import { keyset, newId } from '@azora/service-kit'
import * as z from 'zod'
import { detailsOf } from '../courses/course.js'
import { draftIdOf } from '../drafts/repository.js'
import type { Lesson, PrismaClient } from '../generated/prisma/client.js'
import type { ModuleContent, PublishedVersion, VersionRef } from './version.js'

const newestFirst = keyset('versions', z.object({ number: z.int32() }))
const inOrder = { orderBy: { position: 'asc' } } as const

/** Storage of the versions of courses, the draft among them: reading any, and publishing. */
export class VersionRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  async find({ courseId, number }: { courseId: string; number: number }): Promise<PublishedVersion | null> {
    const row = await this.#client.courseVersion.findUnique({
      where: { courseId_number: { courseId, number } },
    })
    if (!row?.publishedAt) return null
    return {
      courseId,
      number,
      ...CourseDetails.parse(row.details),
      publishedAt: row.publishedAt.toISOString(),
    }
  }

  /** The published versions of a course, newest first. */
  async list(courseId: string, { limit, cursor }: PageQuery): Promise<Page<CourseVersionSummary>> {
    const before = newestFirst.read(cursor)?.number ?? null
    const rows = await this.#client.$queryRaw<SummaryRow[]>`
      select course_id as "courseId", number, details ->> 'title' as title, published_at as "publishedAt",
        (select count(*)::int from lesson where version_id = course_version.id) as "lessonCount"
      from course_version
      where course_id = ${courseId}::uuid and number is not null
        and (${before}::int is null or number < ${before}::int)
      order by number desc limit ${limit + 1}`
    const page = newestFirst.page(rows, limit, ({ number }) => ({ number }))
    return { ...page, items: page.items.map(row => ({ ...row, publishedAt: row.publishedAt.toISOString() })) }
  }

  /** The modules and lessons of a version, in order, without the lessons' content. */
  async outline(version: VersionRef): Promise<ModuleOutline[]> {
    const select = { id: true, title: true, type: true, required: true, minutes: true } as const
    const modules = await this.#client.module.findMany({
      where: { version },
      select: { id: true, title: true, lessons: { select, ...inOrder } },
      ...inOrder,
    })
    return modules.map(module => ({ ...module, lessons: module.lessons.map(typed) }))
  }

  /** The modules and lessons of a version, in order, with the lessons' content. */
  async content(version: VersionRef): Promise<ModuleContent[]> {
    const select = { title: true, type: true, content: true, required: true, minutes: true } as const
    const modules = await this.#client.module.findMany({
      where: { version },
      select: { title: true, lessons: { select, ...inOrder } },
      ...inOrder,
    })
    return modules.map(module => ({ ...module, lessons: module.lessons.map(typed) }))
  }

  /** Freezes the draft as the published version of the course, and goes on with a copy of it as the draft. */
  async publish(course: Course): Promise<void> {
    const { id: courseId, publishedVersion: number } = course
    const publishedAt = course.publishedAt === null ? null : new Date(course.publishedAt)
    const id = await draftIdOf(this.#client, courseId)
    await this.#client.courseVersion.update({
      where: { id },
      data: { number, details: detailsOf(course), publishedAt },
    })
    const draft = await this.#client.courseVersion.create({ data: { id: newId(), courseId } })
    await this.#client.$executeRaw`
      insert into module (version_id, id, position, title)
      select ${draft.id}::uuid, id, position, title from module where version_id = ${id}::uuid`
    await this.#client.$executeRaw`
      insert into lesson (version_id, id, module_id, position, title, type, content, required, minutes)
      select ${draft.id}::uuid, id, module_id, position, title, type, content, required, minutes
      from lesson where version_id = ${id}::uuid`
    await this.#client.$executeRaw`
      update course set keywords = (
        select string_agg(title, ' ') from (
          select title from module where version_id = ${id}::uuid
          union all select title from lesson where version_id = ${id}::uuid
        ) as content
      ) where id = ${courseId}::uuid`
  }
}

type SummaryRow = Omit<CourseVersionSummary, 'publishedAt'> & { publishedAt: Date }

function typed<L extends Pick<Lesson, 'type'>>(lesson: L) {
  return { ...lesson, type: LessonType.parse(lesson.type) }
}
