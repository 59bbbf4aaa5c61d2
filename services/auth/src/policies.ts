import { JWKS_MAX_AGE_SECONDS } from '@azora/contracts/auth'
import type { AuthConfig } from './config.js'
import type { HasherOptions } from './passwords/password-hasher.js'
import type { SessionLimits } from './sessions/session.js'
import type { KeyPolicy } from './signing-keys/signing-key.js'

const SECOND_MS = 1_000
const DAY_MS = 86_400 * SECOND_MS
const SERVICE_TOKEN_SECONDS = 300

export const sessionLimits = (config: AuthConfig): SessionLimits => ({
  absoluteMs: config.sessionDays * DAY_MS,
  idleMs: config.sessionIdleDays * DAY_MS,
  perUser: config.sessionsPerUser,
})

/** The longest life of anything we sign. */
export const tokenLifeMs = (config: AuthConfig): number =>
  Math.max(config.accessTokenSeconds, SERVICE_TOKEN_SECONDS) * SECOND_MS

export const keyPolicy = (config: AuthConfig): KeyPolicy => ({
  // Twice what verifiers keep the key set: one that fetched it a moment before has fetched again when the key signs.
  publishBeforeMs: 2 * JWKS_MAX_AGE_SECONDS * SECOND_MS,
  rotateAfterMs: config.signingKeyDays * DAY_MS,
  tokenLifeMs: tokenLifeMs(config),
})

export const hashing = (config: AuthConfig): HasherOptions => ({
  cost: { memoryKib: config.hashMemoryKib, passes: config.hashPasses },
  concurrency: config.hashConcurrency,
  queue: config.hashQueue,
})
