const CALLED_FROM = '    -- called from --'

/**
 * Adds the place a call was made from to the stack of what it fails with: after pauses and further attempts, an error's
 * own stack has lost it.
 */
export async function traced<T>(work: Promise<T>, site: Error): Promise<T> {
  try {
    return await work
  } catch (error) {
    // A renewal that many calls shared fails once for all of them: the first to see it names its place.
    if (error instanceof Error && !error.stack?.includes(CALLED_FROM)) {
      error.stack += `\n${CALLED_FROM}\n${site.stack?.replace(/^Error.*\n/, '')}`
    }
    throw error
  }
}
