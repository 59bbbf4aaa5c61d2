/** What is the matter with a server that only follows another. */
export const REPLICA = 'this Redis is a replica and takes no writes: EVENT_TRANSPORT must name the primary'

/** What a server says, by how it begins, and what that means for events. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/^LOADING/, 'Redis is still loading its data'],
  [/^READONLY|^MASTERDOWN/, REPLICA],
  [/^OOM/, 'Redis is out of memory: raise its maxmemory, or find the subscription that does not follow'],
  [/^MISCONF/, 'Redis cannot write to its disk, and so takes nothing'],
  [/^NOREPLICAS/, 'Redis has fewer replicas than it was told to write to'],
  [/^NOAUTH|^WRONGPASS/, 'Redis does not accept the password of EVENT_TRANSPORT'],
  [/^NOPERM/, 'the user of EVENT_TRANSPORT may not do in Redis what events need'],
  [/isn't writeable|Connection is closed|ECONNREFUSED|max retries/, 'Redis cannot be reached'],
  [/timed out/i, 'Redis does not answer'],
]

/** The error with what it means, if that is known; events wait meanwhile. */
export function redisFault(error: unknown): Error {
  const said = error instanceof Error ? error : new Error(String(error))
  const meaning = MEANINGS.find(([pattern]) => pattern.test(said.message))?.[1]
  return meaning ? new Error(meaning, { cause: error }) : said
}
