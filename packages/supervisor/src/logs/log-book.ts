import { mkdirSync } from 'node:fs'
import { appendFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogLine } from '../api.js'

/** The name under which the supervisor itself speaks. */
export const SELF = 'azora'

/** A file is put aside when it has grown to this; one put aside is kept. */
const MAX_BYTES = 10 * 1024 * 1024
/** What may wait for a disk that is slow; lines beyond it are lost, and how many is written in their place. */
const MAX_WAITING_LENGTH = 8 * 1024 * 1024

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
  #waiting = 0
  #lost = 0
  #size: number | null = null
  #writing: Promise<void> = Promise.resolve()

  constructor(path: string, maxBytes: number) {
    this.#path = path
    this.#maxBytes = maxBytes
  }

  write(text: string) {
    if (this.#waiting + text.length > MAX_WAITING_LENGTH) {
      this.#lost++
      return
    }
    this.#pending.push(text)
    this.#waiting += text.length
    if (this.#pending.length === 1) this.#writing = this.#writing.then(() => this.#append())
  }

  flush(): Promise<void> {
    return this.#writing
  }

  #gap(): string {
    const at = new Date().toISOString()
    const line = `${this.#lost} lines were lost: the disk is too slow`
    return this.#lost > 0
      ? `${JSON.stringify({ at, source: SELF, instance: SELF, stream: 'stderr', line })}\n`
      : ''
  }

  async #append() {
    const text = this.#pending.join('') + this.#gap()
    this.#pending = []
    this.#waiting = 0
    this.#lost = 0
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
