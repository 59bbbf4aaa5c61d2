/** How many calls in how long. */
export interface Limit {
  limit: number
  windowSeconds: number
  /** With Redis: count here first and share in the background, instead of asking Redis about every call. */
  approximate?: boolean
}

/** What one call used up. */
export interface Consumption {
  allowed: boolean
  remaining: number
  resetSeconds: number
  /** Redis was asked and did not answer: only this instance's calls are counted. */
  alone?: boolean
}
