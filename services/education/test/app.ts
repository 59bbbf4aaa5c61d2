import type { education } from '@azora/contracts/education'
import { type Started, started } from '@azora/service-kit/testing'
import { afterAll, beforeAll } from 'vitest'
import { service } from '../src/service.js'

export type App = Started<typeof education>

/** One running service for all tests of a file; they stay apart by users and courses of their own. */
export function theService(): () => App {
  let app: App | undefined
  beforeAll(async () => {
    app = await started(service)
  })
  afterAll(() => app?.[Symbol.asyncDispose]())
  return () => {
    if (!app) throw new TypeError('The service runs only while tests do')
    return app
  }
}
