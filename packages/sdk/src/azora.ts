import { Platform } from './generated/platform.js'
import type { ClientOptions } from './runtime/options.js'
import { Runtime } from './runtime/runtime.js'
import { systemTime } from './runtime/time.js'
import { SessionAuth } from './session/session-auth.js'
import { memorySession, type SessionStore } from './session/session-store.js'
import { sessionTokens } from './session/session-tokens.js'

/** What an {@link Azora} is made of. Nothing is looked at, and nothing sent, before the first call. */
export interface AzoraOptions extends ClientOptions {
  /** Where the session is kept that `auth.signIn` begins. Default: in memory. Without effect beside a `token`. */
  session?: SessionStore
}

/**
 * The client of the whole platform: `azora.education.courses.list()`.
 *
 * Every call gives a promise of its data; `.withResponse()` has status, headers and request id as well, and a list can be
 * walked with `for await`. What the platform refuses is thrown as a `Problem`, what never got an answer as a `CallFailed`.
 */
export class Azora extends Platform {
  override readonly auth: SessionAuth

  constructor({ session, ...options }: AzoraOptions = {}) {
    const store = options.token === undefined ? (session ?? memorySession()) : undefined
    const token = store
      ? sessionTokens({
          store,
          time: options.time ?? systemTime,
          refresh: async refreshToken => this.auth.sessions.refresh({ refreshToken }, { token: null }),
        })
      : options.token
    const runtime = new Runtime({ ...options, ...(token === undefined ? {} : { token }) })
    super(runtime)
    this.auth = new SessionAuth(runtime, store)
  }
}
