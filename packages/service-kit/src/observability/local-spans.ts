import { appendFile, mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kit, Resource } from '../resource.js'
import type { Span, SpanSink } from './span.js'

const FLUSH_MS = 200
const MAX_WAITING = 10_000
const MAX_FILE_BYTES = 8 * 1024 * 1024

/**
 * Keeps spans in a folder, one JSON object a line, so that a trace can be read without anything else running:
 * `<instance>.jsonl` and, once that is full (8 MiB), the one before it. What waits is bounded; beyond 10,000 spans the
 * newest are dropped and counted.
 */
export class LocalSpans implements SpanSink, Resource {
  readonly required = false
  readonly #folder: string
  readonly #file: string
  #waiting: Span[] = []
  #dropped = 0
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  #kit: Kit | undefined
  #failure: Error | undefined

  constructor(folder: string, instance: string) {
    this.#folder = folder
    this.#file = join(folder, `${instance}.jsonl`)
  }

  async start(kit: Kit): Promise<void> {
    this.#kit = kit
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
  }

  record(span: Span): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#dropped++
      return
    }
    this.#waiting.push(span)
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS)
  }

  async stop(): Promise<void> {
    this.#flush()
    await this.#writing
  }

  check(): void {
    if (this.#failure) throw this.#failure
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const spans = this.#waiting
    this.#waiting = []
    if (spans.length === 0) return
    this.#writing = this.#writing.then(() => this.#write(spans))
  }

  async #write(spans: readonly Span[]): Promise<void> {
    try {
      await this.#rotate()
      await appendFile(this.#file, spans.map(span => `${JSON.stringify(span)}\n`).join(''), { mode: 0o600 })
      this.#failure = undefined
      if (this.#dropped > 0)
        this.#kit?.log.warn('spans were lost: too many waited', { dropped: this.#dropped })
      this.#dropped = 0
    } catch (error) {
      // Spans are not worth failing for, but neither is it a secret that they are lost.
      if (!this.#failure) this.#kit?.log.warn('spans cannot be kept', { error, dropped: this.#dropped })
      this.#failure = error instanceof Error ? error : new Error(String(error))
    }
  }

  async #rotate(): Promise<void> {
    const size = await stat(this.#file).then(
      ({ size }) => size,
      () => 0,
    )
    if (size > MAX_FILE_BYTES) await rename(this.#file, this.#file.replace(/\.jsonl$/, '.1.jsonl'))
  }
}
