import type { Writable } from 'node:stream'
import { MESSAGE } from 'triple-beam'
import Transport from 'winston-transport'
import type { Kit, Resource } from '../resource.js'

/** What may wait for a reader that has fallen behind; lines beyond are lost rather than the process its memory. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024

/**
 * Where logs end: standard output. A disk that is full or a reader that stands still costs lines, never the service:
 * lost ones are counted (`log_lines_lost_total`), and `/health` is degraded until one gets through again.
 */
export class LogOutput extends Transport implements Resource {
  readonly required = false
  readonly #stream: Writable
  #failure: Error | undefined
  #lost = 0
  #kit: Kit | undefined

  constructor(stream: Writable) {
    super()
    this.#stream = stream
    // A stream whose error nobody listens to ends the process. What went wrong is learned from each write.
    stream.on('error', () => undefined)
  }

  start(kit: Kit): void {
    this.#kit = kit
    this.#count(this.#lost)
  }

  /** Writes a record. Winston waits for nothing: its own buffer would have no bound. */
  override log(info: { [MESSAGE]?: unknown }, next: () => void): void {
    next()
    const { writableLength } = this.#stream
    if (writableLength > MAX_WAITING_BYTES)
      return this.#lose(new Error(`nobody reads the logs: ${writableLength} bytes wait`))
    this.#stream.write(`${String(info[MESSAGE])}\n`, error => (error ? this.#lose(error) : this.#kept()))
  }

  /** Tries once more where the last line was lost: a service that has nothing to say would never learn that it could. */
  async check(): Promise<void> {
    if (!this.#failure) return
    this.#kit?.log.warn('log lines were lost', { lost: this.#lost, error: this.#failure })
    await new Promise(setImmediate)
    if (this.#failure) throw new Error(`logs cannot be written: ${this.#failure.message}`)
  }

  #kept(): void {
    this.#failure = undefined
  }

  #lose(error: Error): void {
    this.#failure = error
    this.#lost++
    this.#count(1)
  }

  #count(lines: number): void {
    this.#kit?.metrics.counter('log_lines_lost_total', 'Log records that could not be written').inc(lines)
  }
}
