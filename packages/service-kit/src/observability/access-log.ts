import type { Logger } from './logger.js'

/** What is written about every request. */
export interface AccessRecord {
  requestId: string
  traceId: string
  method: string
  /** The path without its query: queries can hold personal data. */
  path: string
  /** The operation's id, or '-' where none matched. */
  operation: string
  status: number
  durationMs: number
  bytes: number
  principal: string
  address: string
}

const FLUSH_MS = 50
const FLUSH_LINES = 256

/**
 * Writes one line per request, built from known fields and handed over in batches, so that the hot path neither formats
 * objects nor touches a stream. At most 50 ms or 256 lines wait; `flush` empties the batch when the service stops.
 */
export class AccessLog {
  readonly #log: Logger
  readonly #head: string
  #lines: string[] = []
  #timer: NodeJS.Timeout | undefined
  #timeMs = 0
  #timeText = ''

  constructor(log: Logger, service: string, instance?: string) {
    this.#log = log
    this.#head = `"level":"info","service":${JSON.stringify(service)},${instance ? `"instance":${JSON.stringify(instance)},` : ''}"message":"request"`
  }

  write(record: AccessRecord): void {
    this.#lines.push(this.#line(record))
    if (this.#lines.length >= FLUSH_LINES) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS)
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#lines.length === 0) return
    const lines = this.#lines.join('\n')
    this.#lines = []
    this.#log.ready(lines)
  }

  #line(record: AccessRecord): string {
    const { requestId, traceId, method, operation, status, bytes } = record
    // Only these three can hold what a client chose; the rest are known to need no escaping.
    const chosen = `"path":${JSON.stringify(record.path)},"principal":${JSON.stringify(record.principal)},"address":${JSON.stringify(record.address)}`
    return `{"time":"${this.#time()}",${this.#head},"requestId":"${requestId}","traceId":"${traceId}","method":"${method}",${chosen},"operation":"${operation}","status":${status},"durationMs":${inMicros(record.durationMs)},"bytes":${bytes}}`
  }

  /** Written once for all requests of a millisecond: it costs as much as the rest of the line. */
  #time(): string {
    const nowMs = Date.now()
    if (nowMs !== this.#timeMs) {
      this.#timeMs = nowMs
      this.#timeText = new Date(nowMs).toISOString()
    }
    return this.#timeText
  }
}

/** Milliseconds to three places. */
const inMicros = (ms: number) => Math.round(ms * 1_000) / 1_000
