import type { Clock } from '../clock.js'

/** A clock that stands still until it is told to move. */
export class TestClock implements Clock {
  #nowMs: number

  /** @param start RFC 3339. Default: the machine's time when it was made, so that real signatures and database times agree with it. */
  constructor(start?: string) {
    this.#nowMs = start === undefined ? Date.now() : Date.parse(start)
  }

  now(): Date {
    return new Date(this.#nowMs)
  }

  /** Moves on by milliseconds. */
  advance(ms: number): void {
    this.#nowMs += ms
  }
}
