import type { education } from '@azora/contracts/education'
import { type Started, type TestUser, user } from '@azora/service-kit/testing'

const PERMISSIONS = {
  instructor: ['course:create', 'course:edit', 'enrollment:create'],
  learner: ['enrollment:create'],
  admin: ['*:*'],
}

/** Somebody with a role, as auth describes them: their client, and who they are. */
export async function somebody(app: Started<typeof education>, role: keyof typeof PERMISSIONS) {
  const identity: TestUser = user({ roles: [role], permissions: PERMISSIONS[role] })
  // Of a hundred calls at once, a busy machine asks some to come again: the client does, as any would.
  return { ...(await app.as(identity, { retries: 5 })), id: identity.id }
}

export type Somebody = Awaited<ReturnType<typeof somebody>>
