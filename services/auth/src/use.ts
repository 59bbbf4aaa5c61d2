import type { Page } from '@azora/contracts'
import { auth } from '@azora/contracts/auth'
import {
  type AuditEntry,
  type AuditQuery,
  type AuditRecord,
  audit,
  auditPage,
  type Clock,
  type Database,
  type Publish,
  publisher,
} from '@azora/service-kit'
import type { AuthConfig } from './config.js'
import type { PrismaClient } from './generated/prisma/client.js'
import type { Courier } from './mail/courier.js'
import type { Template } from './mail/template.js'
import type { PasswordHasher } from './passwords/password-hasher.js'
import { keyPolicy, sessionLimits } from './policies.js'
import { prune } from './pruning.js'
import type { Repositories } from './repositories.js'
import { type ReadRevocations, RevocationFeed } from './revocations/feed.js'
import type { Vault } from './secrets/vault.js'
import { ServiceKeys } from './service-tokens/service-keys.js'
import { type DeviceTokens, deviceTokens } from './sessions/device-token.js'
import { endingSessions } from './sessions/ending.js'
import type { EndedSessions } from './sessions/repository.js'
import type { RevocationReason, SessionLimits } from './sessions/session.js'
import { KeyRing } from './signing-keys/key-ring.js'
import type { KeyPolicy } from './signing-keys/signing-key.js'
import { AccessTokens } from './tokens/access-tokens.js'

/** What the handlers of this service may use. */
export interface Use extends Repositories {
  clock: Clock
  publicUrl: string
  sessionLimits: SessionLimits
  keyPolicy: KeyPolicy
  /** Runs work whose changes are all kept, or none. What the repositories do meanwhile belongs to it. */
  transaction<Result>(work: () => Promise<Result>): Promise<Result>
  /** Records who did what, in the transaction of the deed. */
  audit(record: AuditRecord): Promise<void>
  /** Publishes an event, in the transaction of what it tells of. */
  publish: Publish<typeof auth>
  auditTrail(query: AuditQuery): Promise<Page<AuditEntry>>
  /** Ends sessions; this process refuses their tokens as soon as it is committed, the others within two seconds. */
  endSessions(which: EndedSessions, reason: RevocationReason): Promise<string[]>
  /** Deletes what is over and can matter to nobody. */
  forgetOld(now: Date): Promise<void>
  /** Reads keys and revocations again once the transaction is committed. */
  reloadTrust(): void
  /** Queues a mail that is delivered once the transaction is committed. */
  sendMail(template: Template, recipient: string): Promise<void>
  hasher: PasswordHasher
  courier: Courier
  devices: DeviceTokens
  serviceKeys: ServiceKeys
  keyRing: KeyRing
  accessTokens: AccessTokens
  revocations: RevocationFeed
  readRevocations: ReadRevocations
}

/** The resources this service is made of. */
export interface Parts {
  db: Database<PrismaClient>
  vault: Vault
  stored: Repositories
  hasher: PasswordHasher
  courier: Courier
  clock: Clock
}

/** Puts together what the handlers may use. */
export function useOf({ db, vault, stored, hasher, courier, clock }: Parts, config: AuthConfig): Use {
  const readRevocations: ReadRevocations = (after, now) =>
    db.transaction(() => stored.revocationLog.since(after, now))
  const revocations = new RevocationFeed(readRevocations, clock)
  const publish = publisher(auth, db, clock)
  const keyRing = new KeyRing(stored.signingKeys, keyPolicy(config), clock)
  return {
    ...stored,
    clock,
    hasher,
    courier,
    keyRing,
    revocations,
    readRevocations,
    publicUrl: config.publicUrl,
    sessionLimits: sessionLimits(config),
    keyPolicy: keyPolicy(config),
    transaction: work => db.transaction(work),
    audit: record => audit(db.client, record),
    publish,
    auditTrail: query => auditPage(db.client, query),
    endSessions: endingSessions({ db, sessions: stored.sessions, revocations, publish, clock }),
    forgetOld: now => prune(db.sql, now),
    reloadTrust: () =>
      db.afterCommit(async () => {
        await Promise.all([keyRing.load(), revocations.load()])
      }),
    async sendMail(template, recipient) {
      await stored.outbox.queue(template, recipient, clock.now())
      db.afterCommit(() => courier.wake())
    },
    devices: deviceTokens(vault.mac('device-token')),
    serviceKeys: new ServiceKeys(config.serviceKeys, config.serviceKeysFile),
    accessTokens: new AccessTokens(keyRing, clock, config.accessTokenSeconds),
  }
}
