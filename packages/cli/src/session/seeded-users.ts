import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { UserError } from '../exit.js'
import { statePaths } from '../platform/state-paths.js'

const CredentialsFile = z.object({
  users: z.record(z.string(), z.object({ email: z.string(), password: z.string() })),
})

/** The address and password of a seeded user. @throws {UserError} `no-credentials` */
export async function seededUser(root: string, role: string): Promise<{ email: string; password: string }> {
  const text = await readFile(statePaths(root).credentials, 'utf8').catch(() => null)
  if (text === null) throw new UserError('no-credentials', 'No users have been seeded in this checkout')
  const { users } = CredentialsFile.parse(JSON.parse(text))
  const user = users[role]
  if (user) return user
  throw new UserError('no-credentials', `There is no seeded user ${role}`, {
    why: `The seeded users are ${Object.keys(users).join(', ')}.`,
    remedy: `azora login --as ${Object.keys(users)[0] ?? 'learner'}`,
  })
}
