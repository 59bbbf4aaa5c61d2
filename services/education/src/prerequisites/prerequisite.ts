import { COURSE_LIMITS, CourseTooLarge, PrerequisiteCycle } from '@azora/contracts/education'

/** One course requires another. */
export interface Requirement {
  courseId: string
  requiredId: string
}

/**
 * Refuses a requirement that would make a course require itself, directly or through others.
 *
 * @param known At least the requirements that lead on from the course required.
 * @throws PrerequisiteCycle
 */
export function withoutCycle(known: readonly Requirement[], { courseId, requiredId }: Requirement): void {
  if (reachable(known, requiredId).has(courseId)) throw new PrerequisiteCycle()
}

/** The prerequisites with one more, each once. @throws CourseTooLarge */
export function withPrerequisite(prerequisites: readonly string[], requiredId: string): string[] {
  const next = [...new Set([...prerequisites, requiredId])]
  if (next.length <= COURSE_LIMITS.prerequisites) return next
  throw new CourseTooLarge(`A course has at most ${COURSE_LIMITS.prerequisites} prerequisites.`)
}

/** A course and everything it requires, directly or through others. */
export function reachable(known: readonly Requirement[], courseId: string): Set<string> {
  const found = new Set([courseId])
  for (const id of found) {
    for (const requirement of known) if (requirement.courseId === id) found.add(requirement.requiredId)
  }
  return found
}
