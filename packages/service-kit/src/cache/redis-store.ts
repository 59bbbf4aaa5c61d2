import type { Redis } from 'ioredis'
import type { CacheStore } from './store.js'

/** Keeps texts in Redis, for all instances. Every method throws while Redis is away. */
export class RedisStore implements CacheStore {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  async read(keys: readonly string[]): Promise<(string | undefined)[]> {
    const texts = await this.#redis.mget([...keys])
    return texts.map(text => text ?? undefined)
  }

  async write(key: string, text: string, ttlMs: number): Promise<void> {
    await this.#redis.set(key, text, 'PX', Math.max(1, Math.ceil(ttlMs)))
  }
}
