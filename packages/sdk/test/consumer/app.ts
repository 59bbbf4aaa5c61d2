// An app as a user of the packed SDK would write it; it is compiled, not run.
import { education } from '@azora/contracts/education'
import {
  Azora,
  CallFailed,
  isProblem,
  NotFound,
  type PagePromise,
  RateLimited,
  type SessionStore,
} from '@azora/sdk'
import { createClient } from '@azora/sdk/client'
import { type Course, CourseNotFound, Education } from '@azora/sdk/education'
import { generateService } from '@azora/sdk/generate'
import { memoryPlatform } from '@azora/sdk/testing'
import { validated } from '@azora/sdk/validate'

const session: SessionStore = { read: () => null, write: () => {} }
const azora = new Azora({ baseUrl: 'http://127.0.0.1:4000', session, hooks: validated(education) })

export async function titles(): Promise<string[]> {
  const list: PagePromise<Course> = azora.education.courses.list({ limit: 5 })
  const all: string[] = []
  for await (const course of list) all.push(course.title)
  return all
}

export async function rename(courseId: string, title: string): Promise<string | undefined> {
  const { data, headers, requestId } = await azora.education.courses.get(courseId).withResponse()
  await azora.education.courses.update(
    courseId,
    { title },
    { ifMatch: data.version, requestId, timeoutMs: 1_000 },
  )
  // @ts-expect-error A course has no such field.
  void data.nickname
  // @ts-expect-error A title is text.
  await azora.education.courses.update(courseId, { title: 7 })
  return headers['etag']
}

export async function signedIn(email: string, password: string): Promise<string> {
  try {
    return (await azora.auth.signIn({ email, password })).accessToken
  } catch (error) {
    return reasonOf(error)
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof CourseNotFound || error instanceof NotFound) return error.title
  if (error instanceof RateLimited) return error.headers['retry-after'] ?? 'later'
  if (error instanceof CallFailed) return `${error.code} after ${error.attempts}`
  return isProblem(error) ? (error.errors ?? []).map(({ pointer }) => pointer).join() : String(error)
}

export async function inferred(): Promise<Course> {
  return createClient(education, { baseUrl: 'http://127.0.0.1:4002' }).courses.get({
    params: { courseId: 'id' },
  })
}

export const inMemory = new Education(memoryPlatform(education).options)
export const source: string = generateService(education).text
