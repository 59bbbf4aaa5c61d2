import { mkdirSync } from 'node:fs'
import { appendFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogLine } from '../api.js'

/** A file is put aside when it has grown to this; one put aside is kept. */
const MAX_BYTES = 10 * 1024 * 1024

/** Keeps what services write: one file per source, bounded, appended in batches so that a flood costs one write. */
export class LogBook {
  readonly #folder: string
  readonly #maxBytes: number
  readonly #files = new Map<string, LogFile>()

  constructor(folder: string, maxBytes = MAX_BYTES) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.#folder = folder
    this.#maxBytes = maxBytes
  }

  write(log: LogLine) {
    let file = this.#files.get(log.source)
    if (!file)
      this.#files.set(log.source, (file = new LogFile(join(this.#folder, log.source), this.#maxBytes)))
    file.write(`${JSON.stringify(log)}\n`)
  }

  /** Resolves when everything written is in the files. */
  async flush(): Promise<void> {
    await Promise.all([...this.#files.values()].map(file => file.flush()))
  }
}

class LogFile {
  readonly #path: string
  readonly #maxBytes: number
  #pending: string[] = []
  #size: number | null = null
  #writing: Promise<void> = Promise.resolve()

  constructor(path: string, maxBytes: number) {
    this.#path = path
    this.#maxBytes = maxBytes
  }

  write(text: string) {
    this.#pending.push(text)
    if (this.#pending.length === 1) this.#writing = this.#writing.then(() => this.#append())
  }

  flush(): Promise<void> {
    return this.#writing
  }

  async #append() {
    const text = this.#pending.join('')
    this.#pending = []
    const file = `${this.#path}.log`
    try {
      this.#size ??= (await stat(file).catch(() => null))?.size ?? 0
      if (this.#size > this.#maxBytes) await rename(file, `${this.#path}.1.log`).then(() => (this.#size = 0))
      await appendFile(file, text, { mode: 0o600 })
      this.#size += Buffer.byteLength(text)
    } catch (error) {
      // A full disk must not take the platform down; the lines are lost, and the host's own output says so.
      process.stderr.write(`${file}: ${String(error)}\n`)
    }
  }
}
