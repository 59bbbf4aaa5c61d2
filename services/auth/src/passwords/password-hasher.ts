import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { BoundedQueue } from './bounded-queue.js'
import { normalPassword } from './password-policy.js'

/** How much work a guess costs (RFC 9106; one lane). */
export interface HashCost {
  memoryKib: number
  passes: number
}

/** The options of {@link PasswordHasher}. */
export interface HasherOptions {
  cost: HashCost
  concurrency: number
  /** How many may wait; the next is refused. */
  queue: number
}

const SALT_BYTES = 16
const HASH_BYTES = 32
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$/

/** Hashes and verifies passwords by argon2id, outside of the event loop and a few at a time. */
export class PasswordHasher {
  readonly #cost: HashCost
  readonly #queue: BoundedQueue
  readonly #nobodys: string

  constructor({ cost, concurrency, queue }: HasherOptions) {
    this.#cost = cost
    this.#queue = new BoundedQueue(concurrency, queue)
    this.#nobodys = hashOfNothing(cost)
  }

  /** @throws ServiceUnavailable when the queue is full. */
  hash(password: string): Promise<string> {
    const { memoryKib, passes } = this.#cost
    const options = { memoryCost: memoryKib, timeCost: passes, parallelism: 1 }
    return this.#queue.run(() => hash(normalPassword(password), options))
  }

  /**
   * Whether it is the password. Without a stored hash it is not, after the same work: an unknown address must not answer
   * sooner. @throws ServiceUnavailable when the queue is full.
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    const matches = await this.#queue.run(() => verify(stored ?? this.#nobodys, normalPassword(password)))
    return matches && stored !== null
  }

  /** Whether the hash was made with less work than is asked for today. */
  isOutdated(stored: string): boolean {
    const [, memoryKib = 0, passes = 0] = (PHC.exec(stored) ?? []).map(Number)
    return memoryKib < this.#cost.memoryKib || passes < this.#cost.passes
  }
}

/** A hash no password is known for: random where the result of the work would stand, so that none has to be done for it. */
function hashOfNothing({ memoryKib, passes }: HashCost): string {
  const [salt, result] = [SALT_BYTES, HASH_BYTES].map(bytes => unpadded(randomBytes(bytes)))
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=1$${salt}$${result}`
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
