import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { sameSecret } from '../secrets/vault.js'

const REREAD_MS = 1_000

const Hashes = z.record(z.string(), z.string())

/** The services that may call others, by the SHA-256 of their keys. */
export class ServiceKeys {
  #hashes: Readonly<Record<string, string>>
  readonly #file: string | undefined
  #readAtMs = Number.NEGATIVE_INFINITY

  /** @param file JSON of the same form, read again when a service is not known, at most once a second: new ones come while we run. */
  constructor(hashes: Readonly<Record<string, string>>, file: string | undefined) {
    this.#hashes = hashes
    this.#file = file
  }

  /** The service a key belongs to; null if it is none of ours. */
  serviceOf(key: string): Promise<string | null> {
    const hash = Buffer.from(createHash('sha256').update(key).digest('hex'))
    return this.#lookUp(hashes => {
      const entry = Object.entries(hashes).find(([, known]) => sameSecret(Buffer.from(known), hash))
      return entry?.[0] ?? null
    })
  }

  /** Whether there is a service of this name to be called. */
  async isKnown(service: string): Promise<boolean> {
    return (await this.#lookUp(hashes => (Object.hasOwn(hashes, service) ? service : null))) !== null
  }

  async #lookUp(find: (hashes: Readonly<Record<string, string>>) => string | null): Promise<string | null> {
    const known = find(this.#hashes)
    if (known || !this.#file || performance.now() - this.#readAtMs < REREAD_MS) return known
    this.#readAtMs = performance.now()
    this.#hashes = Hashes.parse(JSON.parse(await readFile(this.#file, 'utf8')))
    return find(this.#hashes)
  }
}
