// The servers under test, each a process of its own.
import { join } from 'node:path'
import { bundled } from '../bundle.mjs'
import { forked, scratch, TESTED_CORE } from '../processes.mjs'

const PEERS = join(import.meta.dirname, '../peers/http')

/** What every server under test is told. */
export const ORIGIN = 'https://app.example'

/**
 * The kit's service, in production.
 *
 * @param {{ authUrl: string, limit?: number, flags?: string[], output?: number | 'ignore' }} surroundings
 */
export async function azora({ authUrl, limit = 100_000_000, flags, output }) {
  const file = await bundled(join(import.meta.dirname, 'azora.mjs'), scratch('http'))
  const { message, ...rest } = await forked(TESTED_CORE, file, {
    args: ['serve'],
    flags,
    output,
    env: {
      AZORA_PROFILE: 'production',
      AZORA_SERVICE_KEY: 'azk_bench_service_000000000000',
      AUTH_URL: authUrl,
      CORS_ORIGINS: ORIGIN,
      ADDRESS_LIMIT_PER_SECOND: '1000000',
      PRINCIPAL_LIMIT_PER_MINUTE: String(limit),
    },
  })
  return { port: Number(new URL(message.url).port), file, ...rest }
}

/** One of `peers/http/`. */
export async function peer(name, { authUrl, limit = 100_000_000, output }) {
  const { message, ...rest } = await forked(TESTED_CORE, join(PEERS, `${name}.mjs`), {
    output,
    env: { AUTH_URL: authUrl, ALLOWED_ORIGIN: ORIGIN, LIMIT: String(limit) },
  })
  return { port: message.port, ...rest }
}
