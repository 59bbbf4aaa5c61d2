import { randomUUID } from 'node:crypto'
import { Azora } from '@azora/sdk'

/** Somebody who has just registered and signed in. */
export interface Person {
  id: string
  email: string
  sessionId: string
  token: string
  azora: Azora
}

/** The password of all of them. */
export const PASSWORD = 'a bad input is no input at all'

/** Registers somebody and signs them in; `role` is given to them before by an admin. */
export async function newPerson(gateway: string, role?: { name: string; admin: string }): Promise<Person> {
  const email = `${randomUUID()}@example.org`
  const anyone = new Azora({ baseUrl: gateway })
  const { id } = await anyone.auth.accounts.register({ email, password: PASSWORD })
  if (role) await new Azora({ baseUrl: gateway, token: role.admin }).auth.users.assignRole(id, role.name)
  const { accessToken: token, sessionId } = await anyone.auth.sessions.login({ email, password: PASSWORD })
  return { id, email, sessionId, token, azora: new Azora({ baseUrl: gateway, token }) }
}

/** Ids of what belongs to somebody, by the name of the path parameter they stand for. */
export type Belongings = Readonly<Record<string, string | number>>

/** A course of an instructor's, and a learner in it: one thing of every kind. */
export async function belongingsOf(instructor: Person, learner: Person): Promise<Belongings> {
  const { courses, drafts } = instructor.azora.education
  const { id: courseId } = await courses.import({
    title: 'Somebody else’s',
    level: 'ZA-NQF/6',
    modules: [{ title: 'One', lessons: [{ title: 'First' }] }],
  })
  await courses.publish(courseId)
  const [module] = (await drafts.get(courseId)).modules
  const { id: enrollmentId } = await learner.azora.education.enrollments.enroll(courseId)
  const { id: intentId } = await learner.azora.nexus.intents.ask({
    text: `withdraw enrollment ${enrollmentId}`,
  })
  return {
    courseId,
    requiredCourseId: courseId,
    moduleId: module?.id ?? '',
    lessonId: module?.lessons[0]?.id ?? '',
    number: 1,
    enrollmentId,
    intentId,
    sessionId: learner.sessionId,
    userId: learner.id,
    role: 'admin',
    kid: 'any',
  }
}
