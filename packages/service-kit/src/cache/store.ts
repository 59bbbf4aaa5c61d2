/** Where a cache keeps text by key. */
export interface CacheStore {
  /** The texts of several keys at once; undefined where there is none. */
  read(keys: readonly string[]): Promise<(string | undefined)[]>
  write(key: string, text: string, ttlMs: number): Promise<void>
}
