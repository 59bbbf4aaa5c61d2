import { Writable } from 'node:stream'
import winston from 'winston'
import * as z from 'zod'

const Line = z.record(z.string(), z.unknown())

/** Keeps the log lines of a service under test. */
export class LogCapture {
  readonly #lines: string[] = []
  readonly transport = new winston.transports.Stream({
    stream: new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.#lines.push(...chunk.toString().split('\n').filter(Boolean))
        done()
      },
    }),
  })

  /** Every record so far, oldest first. */
  get records(): Record<string, unknown>[] {
    return this.#lines.map(line => Line.parse(JSON.parse(line)))
  }

  /** Everything that was written, as it would stand in a file. */
  get text(): string {
    return this.#lines.join('\n')
  }
}
