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
  /** Only this instance's calls are counted: there is no Redis, or it is away. */
  alone?: boolean
}
