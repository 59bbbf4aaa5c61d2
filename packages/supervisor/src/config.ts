import process from 'node:process'
import { RESERVED_VARIABLES } from '@azora/manifest'
import { type Carrier, carrierOf } from './infrastructure/carrier.js'

/** What the supervisor itself takes from its environment. */
export interface HostSettings {
  /** An administrator's address of a PostgreSQL server to use. */
  readonly databaseUrl: string | undefined
  readonly redisUrl: string | undefined
  /** What carries events, by EVENT_TRANSPORT: `postgresql`, `redis` or an address. */
  readonly carrier: Carrier
  /** Where programs are looked for. */
  readonly searchPath: readonly string[]
  /** A program that bundles services (`renewApart`); null: this process does. */
  readonly builder: string | null
  /** What services inherit: everything except what the supervisor sets, and npm's own. */
  readonly inherited: Readonly<Record<string, string>>
}

const withheld = new Set<string>(RESERVED_VARIABLES)

export function hostSettings(
  env: NodeJS.ProcessEnv = process.env,
  builder: string | null = null,
): HostSettings {
  const inherited = Object.entries(env).filter(([name]) => !withheld.has(name) && !name.startsWith('npm_'))
  return {
    builder,
    databaseUrl: env['DATABASE_URL'] || undefined,
    redisUrl: env['REDIS_URL'] || undefined,
    carrier: carrierOf(env['EVENT_TRANSPORT']),
    searchPath: (env['PATH'] ?? '').split(':').filter(folder => folder !== ''),
    inherited: Object.fromEntries(inherited.map(([name, value]) => [name, value ?? ''])),
  }
}

/** What tests may set. */
export interface TestSettings {
  /** An administrator's address of a PostgreSQL server to use instead of starting one. */
  readonly databaseUrl: string | undefined
  /** The run they belong to, whose end removes the databases it has left there. */
  readonly run: string | undefined
}

export function testSettings(): TestSettings {
  return {
    databaseUrl: process.env['AZORA_TEST_DATABASE_URL'] || undefined,
    run: process.env['AZORA_TEST_RUN'] || undefined,
  }
}
