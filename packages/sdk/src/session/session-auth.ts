import { Auth, type Credentials, type SignedIn } from '../generated/auth.js'
import type { RequestOptions } from '../runtime/options.js'
import type { Runtime } from '../runtime/runtime.js'
import type { SessionStore } from './session-store.js'
import { keptSession } from './session-tokens.js'

/** The auth service, and the session of this client: what signing in brings is kept and used by every call. */
export class SessionAuth extends Auth {
  readonly #runtime: Runtime
  readonly #store: SessionStore | undefined
  #deviceToken: string | undefined

  constructor(runtime: Runtime, store: SessionStore | undefined) {
    super(runtime)
    this.#runtime = runtime
    this.#store = store
  }

  /**
   * Signs in and keeps the session: every later call of this client acts for that user.
   *
   * What proves this device known is sent along at the next sign-in, so that strangers cannot lock the user out. It is
   * kept for as long as this client lives; keep `deviceToken` yourself to have it for longer.
   */
  async signIn(credentials: Credentials, options?: RequestOptions): Promise<SignedIn> {
    const store = this.#sessions()
    const known =
      this.#deviceToken === undefined ? credentials : { deviceToken: this.#deviceToken, ...credentials }
    const signedIn = await this.sessions.login(known, { ...options, token: null })
    this.#deviceToken = signedIn.deviceToken
    await store.write(keptSession(signedIn, this.#runtime.time.now()))
    return signedIn
  }

  /** Ends the session and forgets it, even if the platform cannot be told. Without a session it does nothing. */
  async signOut(options?: RequestOptions): Promise<void> {
    const store = this.#sessions()
    if (!(await store.read())) return
    try {
      await this.sessions.logout(options)
    } finally {
      await store.write(null)
    }
  }

  #sessions(): SessionStore {
    if (this.#store) return this.#store
    throw new TypeError(
      'A client made with a `token` keeps no session: sign in with one that was made without',
    )
  }
}
