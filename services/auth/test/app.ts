import { randomBytes } from 'node:crypto'
import type { auth } from '@azora/contracts/auth'
import { type Started, type StartedOptions, started } from '@azora/service-kit/testing'
import { afterAll, beforeAll } from 'vitest'
import { service } from '../src/service.js'
import type { Use } from '../src/use.js'

export type App = Started<typeof auth> & {
  /** What the handlers use, for tests that must reach behind the routes. */
  use: Use
  env: Readonly<Record<string, string>>
}

/** Cheap hashes, so that tests are about something else; every key is new. */
export const environment = (): Record<string, string> => ({
  AUTH_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
  HASH_MEMORY_KIB: '64',
  HASH_PASSES: '1',
  HASH_CONCURRENCY: '4',
  HASH_QUEUE: '1000',
})

/** Starts the service for one test. */
export async function startedAuth({ env, ...options }: StartedOptions = {}): Promise<App> {
  const whole = { ...environment(), ...env }
  const app = await started(service, { ...options, env: whole })
  return Object.assign(app, { use: app.service.use as Use, env: whole })
}

/** One running service for all tests of a file; they stay apart by users of their own. */
export function theService(options?: StartedOptions): () => App {
  let app: App | undefined
  beforeAll(async () => {
    app = await startedAuth(options)
  })
  afterAll(() => app?.[Symbol.asyncDispose]())
  return () => {
    if (!app) throw new TypeError('The service runs only while tests do')
    return app
  }
}
