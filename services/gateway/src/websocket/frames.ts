import { randomBytes } from 'node:crypto'

const CLOSE = 0x8
const FINAL = 0x80
const MASKED = 0x80
const LENGTH_16 = 126
const LENGTH_64 = 127
const MASK_BYTES = 4

/**
 * Follows the frames in a stream of WebSocket bytes (RFC 6455 section 5.2) without looking into them, so that a frame
 * of our own can be put between two of theirs.
 */
export class FrameTracker {
  readonly #head: number[] = []
  #left = 0
  /** True once the peer has sent its close frame: nothing may follow it. */
  closed = false

  /** True between two frames. */
  get atBoundary(): boolean {
    return this.#left === 0 && this.#head.length === 0
  }

  /** Takes note of bytes up to the end of the next frame, or all of them. @returns the offset behind what was noted */
  advance(bytes: Buffer, from = 0): number {
    let at = from
    while (at < bytes.length) {
      at = this.#left > 0 ? this.#skipPayload(bytes, at) : this.#readHead(bytes, at)
      if (this.atBoundary) return at
    }
    return at
  }

  /** Takes note of all bytes. */
  pass(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) at = this.advance(bytes, at)
  }

  #skipPayload(bytes: Buffer, at: number): number {
    const skipped = Math.min(this.#left, bytes.length - at)
    this.#left -= skipped
    return at + skipped
  }

  #readHead(bytes: Buffer, at: number): number {
    const head = this.#head
    head.push(bytes[at] ?? 0)
    if (head.length >= 2 && head.length === headLength(head[1] ?? 0)) {
      this.closed ||= ((head[0] ?? 0) & 0x0f) === CLOSE
      this.#left = payloadLength(head)
      head.length = 0
    }
    return at + 1
  }
}

function headLength(second: number): number {
  const length = second & 0x7f
  const extended = length === LENGTH_64 ? 8 : length === LENGTH_16 ? 2 : 0
  return 2 + extended + (second & MASKED ? MASK_BYTES : 0)
}

function payloadLength(head: readonly number[]): number {
  const length = (head[1] ?? 0) & 0x7f
  const bytes = length === LENGTH_64 ? head.slice(2, 10) : length === LENGTH_16 ? head.slice(2, 4) : [length]
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0)
}

/** A close frame. One to a server is masked (RFC 6455 section 5.3). */
export function closeFrame(code: number, reason: string, to: 'client' | 'server'): Buffer {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason))
  payload.writeUInt16BE(code)
  payload.write(reason, 2)
  if (to === 'client') return Buffer.concat([Buffer.from([FINAL | CLOSE, payload.length]), payload])
  const mask = randomBytes(MASK_BYTES)
  const masked = payload.map((byte, at) => byte ^ (mask[at % MASK_BYTES] ?? 0))
  return Buffer.concat([Buffer.from([FINAL | CLOSE, payload.length | MASKED]), mask, masked])
}
