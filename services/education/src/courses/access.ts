import { Forbidden } from '@azora/contracts'
import { type Course, CourseNotFound } from '@azora/contracts/education'
import { type Principal, permits } from '@azora/service-kit'

type Owned = Pick<Course, 'ownerId'>
type Listed = Owned & Pick<Course, 'id' | 'publishedVersion'>

/** Owners may edit their courses, and whoever holds `course:edit-any` every course. */
export function mayEdit({ ownerId }: Owned, principal: Principal | null): boolean {
  if (principal?.kind !== 'user') return false
  if (permits(principal.permissions, 'course:edit-any')) return true
  return ownerId === principal.id && permits(principal.permissions, 'course:edit')
}

/**
 * The course, if the caller may know of it: whatever was never published exists for its editors only.
 * @throws CourseNotFound
 */
export function visible<C extends Listed>(course: C | null, principal: Principal | null): C {
  if (course && (course.publishedVersion !== null || mayEdit(course, principal))) return course
  throw new CourseNotFound()
}

/** The course, if the caller may edit it. @throws CourseNotFound, Forbidden */
export function editable<C extends Listed>(course: C | null, principal: Principal | null): C {
  const found = visible(course, principal)
  if (mayEdit(found, principal)) return found
  throw new Forbidden('Only its owner may edit this course.')
}
