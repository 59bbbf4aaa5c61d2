import { type Course, type CourseDocument, UnknownPrerequisite } from '@azora/contracts/education'
import { newId, type Principal } from '@azora/service-kit'
import { sizeOf, withinLimits } from '../drafts/draft.js'
import type { Use } from '../use.js'
import { draftCourse } from './course.js'

interface NewOwner {
  /** Default: a new one. */
  id?: string
  ownerId: string | null
  /** Who creates it. */
  actor: Principal | null
}

/**
 * How courses come to be: all that a document says, or nothing.
 * @throws UnknownLevel, UnknownPrerequisite, CourseTooLarge
 */
export const creating =
  (use: Use) =>
  (
    { modules, prerequisites, ...details }: CourseDocument,
    { id = newId(), ownerId, actor }: NewOwner,
  ): Promise<Course> =>
    use.transaction(async () => {
      withinLimits(sizeOf(modules))
      await use.levels.mustKnow(details.level)
      const course = draftCourse(
        { ...details, id, ownerId, prerequisites: [...new Set(prerequisites)] },
        use.clock.now(),
      )
      await inCatalog(use, course.prerequisites)
      await use.courses.add(course)
      await use.prerequisites.replace(id, course.prerequisites)
      await use.drafts.create(id, modules)
      await use.audit({ action: 'course.created', subject: id, actor })
      return course
    })

/** Refuses prerequisites nobody could complete. @throws UnknownPrerequisite */
export async function inCatalog({ prerequisites }: Use, courseIds: readonly string[]): Promise<void> {
  const published = await prerequisites.published(courseIds)
  const unknown = courseIds.filter(id => !published.has(id))
  if (unknown.length > 0) throw new UnknownPrerequisite(undefined, { extensions: { unknown } })
}
