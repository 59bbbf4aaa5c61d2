import type { Contract } from '@azora/contracts'
import { afterAll, beforeAll } from 'vitest'
import type { Service } from '../service.js'
import { type Started, type StartedOptions, started } from './started.js'

/**
 * One running service for all tests of a vitest file or `describe`; they stay apart by users and resources of their own.
 *
 * @example const app = startedOnce(service)
 *          test('…', async () => { await app().client.notes.list() })
 */
export function startedOnce<C extends Contract>(
  service: Service<C>,
  options: StartedOptions = {},
): () => Started<C> {
  let app: Started<C> | undefined
  beforeAll(async () => {
    app = await started(service, options)
  })
  afterAll(() => app?.[Symbol.asyncDispose]())
  return () => {
    if (!app) throw new TypeError(`${service.name} runs only while tests do`)
    return app
  }
}
