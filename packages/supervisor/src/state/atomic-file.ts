import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { hasCode } from '../error-code.js'
import { ownJson } from './own-json.js'

/** Replaces a file as a whole: a reader sees the old content or the new one. Folders are made, for the owner alone. */
export async function replaceFile(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const partial = `${path}.${randomBytes(4).toString('hex')}.tmp`
  try {
    await writeFile(partial, content, { mode })
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

/** Replaces a file by the JSON of a value. */
export function replaceJson(path: string, value: unknown): Promise<void> {
  return replaceFile(path, `${JSON.stringify(value, null, 2)}\n`)
}

/** The value in a JSON file that we have written; null if there is none, or it was torn by a crash of the machine. */
export async function readJson<T>(path: string): Promise<T | null> {
  const text = await readFile(path, 'utf8').catch(error => {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  })
  try {
    return text === null ? null : ownJson<T>(text)
  } catch {
    return null
  }
}

/** Writes the newest value of something that changes often: never two writes at once, none for a value overtaken. */
export class LatestFile {
  readonly #path: string
  readonly #value: () => unknown
  #stale = false
  #writing: Promise<void> = Promise.resolve()

  constructor(path: string, value: () => unknown) {
    this.#path = path
    this.#value = value
  }

  /** To be called after every change. */
  changed() {
    if (this.#stale) return
    this.#stale = true
    this.#writing = this.#writing.then(() => {
      this.#stale = false
      return replaceJson(this.#path, this.#value())
    })
    // Whoever flushes hears of a failure.
    this.#writing.catch(() => {})
  }

  /** Resolves when the file holds the present value. */
  flush(): Promise<void> {
    return this.#writing
  }
}
