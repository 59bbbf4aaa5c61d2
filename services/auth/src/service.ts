import { auth } from '@azora/contracts/auth'
import { database, defineService } from '@azora/service-kit'
import { accountRoutes } from './accounts/routes.js'
import { auditRoutes } from './audit/routes.js'
import { config } from './config.js'
import { emailRoutes } from './emails/routes.js'
import { PrismaClient } from './generated/prisma/client.js'
import { Courier } from './mail/courier.js'
import { mailboxRoutes } from './mail/routes.js'
import { transportOf } from './mail/transport.js'
import { PasswordHasher } from './passwords/password-hasher.js'
import { passwordRoutes } from './passwords/routes.js'
import { hashing } from './policies.js'
import { pruning } from './pruning.js'
import { repositories } from './repositories.js'
import { revocationRoutes } from './revocations/routes.js'
import { roleRoutes } from './roles/routes.js'
import { Vault } from './secrets/vault.js'
import { seed } from './seed.js'
import { serviceTokenRoutes } from './service-tokens/routes.js'
import { sessionRoutes } from './sessions/routes.js'
import { signingKeyRoutes } from './signing-keys/routes.js'
import { OwnTrust } from './trust.js'
import { useOf } from './use.js'
import { userRoutes } from './users/routes.js'
import { wellKnownRoutes } from './well-known/routes.js'

/** Identity: accounts, sessions, tokens, roles. */
export const service = defineService({
  contract: auth,
  config,

  resources(values, { clock }) {
    const db = database(values.databaseUrl, adapter => new PrismaClient({ adapter }))
    const vault = new Vault(values.encryptionKey)
    const stored = repositories(db, vault, values)
    const hasher = new PasswordHasher(hashing(values))
    const courier = new Courier({ ...stored, publicUrl: values.publicUrl }, transportOf(values), clock)
    return { db, vault, stored, hasher, courier }
  },

  use: (parts, values) => useOf(parts, values),
  trust: use => new OwnTrust(use),
  jobs: use => [pruning(use)],

  routes: use => ({
    accounts: accountRoutes(use),
    sessions: sessionRoutes(use),
    passwords: passwordRoutes(use),
    emails: emailRoutes(use),
    users: userRoutes(use),
    roles: roleRoutes(use),
    signingKeys: signingKeyRoutes(use),
    audit: auditRoutes(use),
    mailbox: mailboxRoutes(use),
    serviceTokens: serviceTokenRoutes(use),
    revocations: revocationRoutes(use),
    wellKnown: wellKnownRoutes(use),
  }),

  seed,
})
