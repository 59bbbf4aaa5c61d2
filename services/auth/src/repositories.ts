import type { Database } from '@azora/service-kit'
import { AccountRepository } from './accounts/repository.js'
import type { AuthConfig } from './config.js'
import { OneTimeTokenRepository } from './emails/repository.js'
import type { PrismaClient } from './generated/prisma/client.js'
import { MailOutbox } from './mail/outbox.js'
import { sessionLimits, tokenLifeMs } from './policies.js'
import { RevocationRepository } from './revocations/repository.js'
import { RoleRepository } from './roles/repository.js'
import type { Vault } from './secrets/vault.js'
import { FailureRepository } from './sessions/failure-repository.js'
import { SessionRepository } from './sessions/repository.js'
import { SigningKeyRepository } from './signing-keys/repository.js'

/** Everything that is stored. Inside a transaction the client is that transaction, and so are these. */
export const repositories = ({ client, sql }: Database<PrismaClient>, vault: Vault, config: AuthConfig) => ({
  accounts: new AccountRepository(client),
  roles: new RoleRepository(client, sql),
  sessions: new SessionRepository(client, {
    vault,
    limits: sessionLimits(config),
    tokenLifeMs: tokenLifeMs(config),
  }),
  failures: new FailureRepository(client, vault.mac('login-failure')),
  oneTimeTokens: new OneTimeTokenRepository(client),
  outbox: new MailOutbox(client, sql),
  signingKeys: new SigningKeyRepository(sql, vault),
  revocationLog: new RevocationRepository(sql),
})

export type Repositories = ReturnType<typeof repositories>
