/** The required lessons of the version a learner enrolled in, and how many of them are completed. */
export interface Tally {
  requiredLessons: number
  completedRequiredLessons: number
}

/** Whole percent, rounded down: one lesson short of any number is never 100. */
export function percentOf({ requiredLessons, completedRequiredLessons }: Tally): number {
  return requiredLessons === 0 ? 0 : Math.floor((100 * completedRequiredLessons) / requiredLessons)
}

/** True once every required lesson is completed. */
export function isComplete({ requiredLessons, completedRequiredLessons }: Tally): boolean {
  return requiredLessons > 0 && completedRequiredLessons >= requiredLessons
}
