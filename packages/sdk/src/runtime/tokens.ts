/**
 * Gives the access token for the next attempt, or undefined for an anonymous one. After the platform refused a token it
 * is asked once more with that token, however many calls were refused at the same time, and gives another or the same.
 */
export type TokenSource = (refused?: string) => string | undefined | Promise<string | undefined>

/** The tokens of a client: one renewal for any number of calls that met an expired token. */
export class Tokens {
  readonly #source: TokenSource
  readonly #renewals = new Map<string, Promise<string | undefined>>()

  constructor(token: string | TokenSource | undefined) {
    this.#source = typeof token === 'function' ? token : () => token
  }

  async current(): Promise<string | undefined> {
    return this.#source()
  }

  /** Another token than the refused one; undefined if there is none. */
  renewed(refused: string): Promise<string | undefined> {
    const renewal =
      this.#renewals.get(refused) ?? this.#renew(refused).finally(() => this.#renewals.delete(refused))
    this.#renewals.set(refused, renewal)
    return renewal
  }

  async #renew(refused: string): Promise<string | undefined> {
    const current = await this.#source()
    const token = current === refused ? await this.#source(refused) : current
    return token === refused ? undefined : token
  }
}
