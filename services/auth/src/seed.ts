import { readFile } from 'node:fs/promises'
import { UserRegistered, UserVerified } from '@azora/contracts/auth'
import * as z from 'zod'
import { normalEmail } from './accounts/account.js'
import type { AuthConfig } from './config.js'
import type { Use } from './use.js'

const Credentials = z.object({
  users: z.record(z.string(), z.object({ email: z.email(), password: z.string().min(1) })),
})

/** Writes the built-in roles, and one user for each role named in the credentials file; users that are there stay as they are. */
export async function seed(use: Use, { seedCredentials }: AuthConfig): Promise<void> {
  await use.transaction(() => use.roles.writeBuiltIn())
  if (!seedCredentials) return
  const { users } = Credentials.parse(JSON.parse(await readFile(seedCredentials, 'utf8')))
  for (const [role, { email, password }] of Object.entries(users)) {
    await seedUser(use, { role, email: normalEmail(email), password })
  }
}

async function seedUser(
  use: Use,
  { role, email, password }: { role: string; email: string; password: string },
) {
  const { accounts, audit, clock, hasher, publish, roles, transaction } = use
  if (await accounts.findByEmail(email)) return
  const hash = await hasher.hash(password)
  await transaction(async () => {
    const now = clock.now()
    const id = await accounts.add(email, hash, now)
    if (!id) return
    await accounts.change(id, { verifiedAt: now })
    await roles.assign(id, role, now)
    await audit({ action: 'user.seeded', subject: id, actor: null, data: { role } })
    await publish(UserRegistered, { userId: id, email, registeredAt: now.toISOString() })
    await publish(UserVerified, { userId: id, verifiedAt: now.toISOString() })
  })
}
