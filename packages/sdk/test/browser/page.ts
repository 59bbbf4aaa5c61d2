// What runs in the browser: a page's own code over the SDK. Its results are read by the test.

import { CourseNotFound } from '../../src/generated/education.js'
import { AttemptTimedOut, Azora, CallAborted } from '../../src/index.js'

/** Set by the page before this script. */
declare const platformUrl: string

const failureOf = (call: PromiseLike<unknown>) =>
  Promise.resolve(call).then(
    () => undefined,
    (error: unknown) => error,
  )

async function results() {
  const azora = new Azora({ baseUrl: platformUrl })
  const titles: string[] = []
  for await (const { title } of azora.education.courses.list({ limit: 2 })) titles.push(title)
  await azora.auth.signIn({ email: 'ada@example.org', password: 'a long enough password' })
  const { headers, requestId, attempts } = await azora.education.courses
    .create({ title: 'New', level: 'x' })
    .withResponse()
  const missing = await failureOf(azora.education.courses.get('missing'))
  const slow = await failureOf(azora.education.courses.get('slow', { timeoutMs: 50, retries: 0 }))
  const aborted = await failureOf(azora.education.courses.get('slow', { signal: AbortSignal.timeout(50) }))
  return {
    titles,
    etag: headers['etag'],
    requestId,
    attempts,
    isMissing: missing instanceof CourseNotFound,
    isLate: slow instanceof AttemptTimedOut,
    isAborted: aborted instanceof CallAborted,
  }
}

Object.assign(globalThis, { results: results() })
