import { type ConfigOf, defineConfig, env } from '@azora/service-kit'
import * as z from 'zod'

const MIN_KEY_LENGTH = 32
const MIN_DIFFERENT_CHARACTERS = 12

const EncryptionKey = z
  .string()
  .min(MIN_KEY_LENGTH)
  .refine(
    key => new Set(key).size >= MIN_DIFFERENT_CHARACTERS,
    'random text, such as `openssl rand -base64 32` prints',
  )

/** Everything this service reads from its environment, beside what the kit reads for every service. */
export const config = defineConfig({
  databaseUrl: env.secret('DATABASE_URL', z.url(), { about: 'the PostgreSQL database of the service' }),
  encryptionKey: env.secret('AUTH_ENCRYPTION_KEY', EncryptionKey, {
    about: 'seals signing keys and session keys at rest; losing it ends all sessions',
  }),
  publicUrl: env('AUTH_PUBLIC_URL', z.url().default('http://localhost:4000'), {
    about: 'where clients reach the platform: base of the links in mails and in openid-configuration',
    ownInProduction: true,
  }),

  accessTokenSeconds: env('ACCESS_TOKEN_SECONDS', z.int().min(60).max(900).default(600), {
    about: 'life of an access token',
  }),
  sessionDays: env('SESSION_DAYS', z.int().min(1).max(365).default(90), {
    about: 'longest life of a session',
  }),
  sessionIdleDays: env('SESSION_IDLE_DAYS', z.int().min(1).max(365).default(14), {
    about: 'a session ends when it is not refreshed for so long',
  }),
  sessionsPerUser: env('SESSIONS_PER_USER', z.int().min(1).max(1_000).default(50), {
    about: 'signing in once more than this ends the oldest session',
  }),
  signingKeyDays: env('SIGNING_KEY_DAYS', z.int().min(1).max(365).default(30), {
    about: 'how long a signing key signs before the next takes over',
  }),

  hashMemoryKib: env('HASH_MEMORY_KIB', z.int().min(8).max(1_048_576).default(19_456), {
    about: 'argon2id: memory of one hash',
  }),
  hashPasses: env('HASH_PASSES', z.int().min(1).max(100).default(2), {
    about: 'argon2id: passes over that memory',
  }),
  hashConcurrency: env('HASH_CONCURRENCY', z.int().min(1).max(64).default(2), {
    about: 'passwords hashed at once',
  }),
  hashQueue: env('HASH_QUEUE', z.int().min(0).max(10_000).default(200), {
    about: 'passwords that may wait to be hashed; one more is answered 503',
  }),

  smtpUrl: env.secret('SMTP_URL', z.url().optional(), {
    about:
      'where mail goes out: smtps://user:password@host. Locally, without it, mail stays in a mailbox to be read',
  }),
  mailFrom: env('MAIL_FROM', z.string().min(3).default('Azora <no-reply@azora.localhost>'), {
    about: 'sender of mails',
  }),

  serviceKeys: env('AZORA_SERVICE_KEYS', z.record(z.string(), z.string()).default({}), {
    about: 'SHA-256 (hex) of the key of each service, by name',
  }),
  serviceKeysFile: env('AZORA_SERVICE_KEYS_FILE', z.string().min(1).optional(), {
    about: 'the same as a JSON file, read again when an unknown service asks',
  }),
  seedCredentials: env('AZORA_SEED_CREDENTIALS', z.string().min(1).optional(), {
    about: 'JSON file with the e-mail addresses and passwords of the users to seed',
  }),
})

/** What the service is configured by: its own settings and the kit's. */
export type AuthConfig = ConfigOf<typeof config>
