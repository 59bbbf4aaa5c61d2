import type { Duplex } from 'node:stream'
import { type Ending, goodbye, type Lasting } from '@azora/service-kit'
import { closeFrame, FrameTracker } from './frames.js'

/** How long the two ends may take to finish a frame and to say goodbye before they are cut off. */
const GOODBYE_MS = 1_000

/** What a client is told whose service has vanished without a word. */
const GONE = [1001, 'the service has gone'] as const

/** Two ends of a WebSocket joined, byte for byte. */
export class Tunnel implements Lasting {
  readonly #lanes: readonly [toClient: Lane, toService: Lane]
  readonly #ends: readonly [Duplex, Duplex]

  constructor(client: Duplex, upstream: Duplex) {
    this.#ends = [client, upstream]
    this.#lanes = [new Lane(upstream, client, 'client'), new Lane(client, upstream, 'server')]
    this.#closeTogether(client, () => upstream.end())
    this.#closeTogether(upstream, () => this.#lanes[0].leave())
  }

  /** Says goodbye to both ends with a close frame, and cuts them off if they take too long. */
  end(why: Ending): void {
    const [code, reason] = goodbye(why, 'the gateway')
    for (const lane of this.#lanes) lane.close(code, reason)
    this.#cutSoon()
  }

  #cut(): void {
    for (const end of this.#ends) end.destroy()
  }

  /** What is still on its way to the end that stays gets there first. */
  #closeTogether(end: Duplex, endOther: () => void): void {
    end.on('error', () => end.destroy())
    end.once('close', () => {
      endOther()
      this.#cutSoon()
    })
  }

  #cutSoon(): void {
    setTimeout(() => this.#cut(), GOODBYE_MS).unref()
  }
}

/** One direction. */
class Lane {
  readonly #from: Duplex
  readonly #to: Duplex
  readonly #side: 'client' | 'server'
  readonly #frames = new FrameTracker()
  #goodbye: Buffer | undefined

  constructor(from: Duplex, to: Duplex, side: 'client' | 'server') {
    this.#from = from
    this.#to = to
    this.#side = side
    from.on('data', (bytes: Buffer) => this.#pass(bytes))
    from.once('end', () => this.leave())
    to.on('drain', () => from.resume())
  }

  close(code: number, reason: string): void {
    if (this.#goodbye || this.#frames.closed) return
    this.#goodbye = closeFrame(code, reason, this.#side)
    if (this.#frames.atBoundary) this.#say(this.#goodbye)
  }

  /** Whoever spoke has gone. A client that was not told so is told now, unless it is in the middle of a frame. */
  leave(): void {
    if (this.#to.writableEnded) return
    if (this.#side === 'client' && this.#frames.atBoundary && !this.#frames.closed)
      this.#say(closeFrame(...GONE, this.#side))
    else this.#to.end()
  }

  #pass(bytes: Buffer): void {
    if (this.#goodbye) return this.#passLast(bytes, this.#goodbye)
    this.#frames.pass(bytes)
    if (!this.#to.write(bytes)) this.#from.pause()
  }

  /** The frame under way may end; then comes ours, and nothing after it. */
  #passLast(bytes: Buffer, goodbye: Buffer): void {
    if (this.#to.writableEnded) return
    const end = this.#frames.advance(bytes)
    this.#to.write(bytes.subarray(0, end))
    if (this.#frames.atBoundary) this.#say(goodbye)
  }

  #say(goodbye: Buffer): void {
    this.#to.end(goodbye)
  }
}
