import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** What becomes of a piece of data, given what would pass it on at a moment (of `performance.now()`), and what else is known. */
type Passing = (piece: Buffer, lane: Lane) => void

/** What a network does to the connections through it. */
interface Fault {
  /** To each connection that is open when it begins, and to each new one. */
  strike?: (connection: Connection) => void
  /** To each piece of data. Default: it arrives at once. */
  pass?: Passing
}

const HEALTHY: Fault = {}
const USUAL_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'postgresql:': 5432, 'redis:': 6379 }
const GARBLE = 0x5a
/** A slow line is felt in pieces, not in one late lump. */
const PIECES_PER_SECOND = 20
/** So much may be on its way before the sender has to wait. */
const MAX_UNDER_WAY_BYTES = 64 * 1024

/**
 * A bad network between two programs, for tests: everything that passes through {@link FaultProxy.url} meets the fault
 * that was asked for last, on connections that are open as well as on new ones, until {@link FaultProxy.heal}.
 *
 * @example
 * await using network = await FaultProxy.to(databaseUrl)
 * await using app = await started(service, { env: { DATABASE_URL: network.url } })
 * network.silence()
 */
export class FaultProxy implements AsyncDisposable {
  /** The target's address as it is through this proxy, credentials and path included. */
  readonly url: string
  readonly #target: URL
  readonly #connections = new Set<Connection>()
  readonly #port: number
  #server: Server | undefined
  #fault: Fault = HEALTHY
  /** How many connections were ever accepted: what tried again and again can be counted by it. */
  accepted = 0

  private constructor(target: URL, port: number) {
    const url = new URL(target)
    url.hostname = '127.0.0.1'
    url.port = String(port)
    this.url = url.href.replace(/\/$/, '')
    this.#target = target
    this.#port = port
  }

  /** Listens on a free port of the loopback interface for what is meant for the target: an address of any scheme. */
  static async to(target: string): Promise<FaultProxy> {
    const server = await listening(0)
    const proxy = new FaultProxy(new URL(target), (server.address() as AddressInfo).port)
    proxy.#accept(server)
    return proxy
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#connections.size
  }

  /** Latency and jitter: what is sent arrives so much later, in order, both ways. */
  delay(ms: number, jitterMs = 0): void {
    this.#begin({
      pass: (piece, lane) => lane.arrive(piece, performance.now() + ms + Math.random() * jitterMs),
    })
  }

  /** Bandwidth: so many bytes a second pass each way. */
  throttle(bytesPerSecond: number): void {
    const size = Math.max(1, Math.ceil(bytesPerSecond / PIECES_PER_SECOND))
    this.#begin({
      pass: (data, lane) => {
        for (let at = 0; at < data.length; at += size) {
          const piece = data.subarray(at, at + size)
          lane.arrive(piece, lane.freeAtMs + (piece.length / bytesPerSecond) * 1_000)
        }
      },
    })
  }

  /** Cut: connections are closed in an orderly way, whatever was under way; new ones as soon as they are accepted. */
  cut(): void {
    this.#begin({ strike: connection => connection.close() })
  }

  /** Reset: connections are torn down (RST), whatever was under way; new ones as soon as they are accepted. */
  reset(): void {
    this.#begin({ strike: connection => connection.reset() })
  }

  /** Half-open: connections are accepted and taken from, and never answered: a machine that died, a firewall that drops. */
  silence(): void {
    this.#begin({ pass: () => undefined })
  }

  /** Slow reader, at its slowest: connections are accepted, and nothing is read from either end, so that senders fill up. */
  stall(): void {
    this.#begin({ strike: connection => connection.stall() })
  }

  /** Garbage: answers have the right length and no sense. What is asked arrives, and may have its effect. */
  garble(): void {
    this.#begin({
      pass: (piece, lane) =>
        lane.arrive(lane.isAnswer ? Buffer.from(piece.map(byte => byte ^ GARBLE)) : piece, performance.now()),
    })
  }

  /** Truncated answers: the first so many bytes of what comes back on each connection pass, then it is closed. */
  truncate(bytes: number): void {
    this.#begin({
      pass: (piece, lane) => {
        lane.arrive(
          lane.isAnswer ? piece.subarray(0, Math.max(0, bytes - lane.passed)) : piece,
          performance.now(),
        )
        if (lane.isAnswer && lane.passed >= bytes) lane.connection.close()
      },
    })
  }

  /** Refused: connections end, and nobody listens any more. */
  refuse(): void {
    this.#begin({ strike: connection => connection.reset() })
    this.#server?.close()
    this.#server = undefined
  }

  /** Everything passes again. Connections that were harmed are closed, for what they have lost is lost. */
  async heal(): Promise<void> {
    if (this.#fault !== HEALTHY) for (const connection of this.#connections) connection.reset()
    this.#fault = HEALTHY
    if (!this.#server) this.#accept(await listening(this.#port))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection.reset()
    const server = this.#server
    this.#server = undefined
    server?.close()
    if (server) await once(server, 'close')
  }

  #begin(fault: Fault): void {
    this.#fault = fault
    for (const connection of this.#connections) {
      connection.pass = fault.pass
      fault.strike?.(connection)
    }
  }

  #accept(server: Server): void {
    this.#server = server
    const { hostname, protocol, port } = this.#target
    server.on('connection', client => {
      const upstream = connect(Number(port) || (USUAL_PORTS[protocol] ?? 0), hostname)
      const connection = new Connection(client, upstream)
      this.accepted++
      this.#connections.add(connection)
      client.once('close', () => this.#connections.delete(connection))
      connection.pass = this.#fault.pass
      this.#fault.strike?.(connection)
    })
  }
}

/** Two ends, joined for as long as the network lets them. */
class Connection {
  pass: Passing | undefined
  readonly #ends: readonly [Socket, Socket]
  readonly #lanes: readonly Lane[]

  constructor(client: Socket, upstream: Socket) {
    this.#ends = [client, upstream]
    this.#lanes = [
      new Lane(this, { from: client, to: upstream, isAnswer: false }),
      new Lane(this, { from: upstream, to: client, isAnswer: true }),
    ]
    for (const [end, other] of [this.#ends, this.#ends.toReversed() as [Socket, Socket]]) {
      end.on('error', () => other.destroy())
      end.once('close', () => other.destroy())
    }
  }

  close(): void {
    for (const end of this.#ends) end.destroySoon()
  }

  reset(): void {
    for (const end of this.#ends) end.resetAndDestroy()
  }

  stall(): void {
    for (const lane of this.#lanes) lane.stop()
  }
}

/** One direction of a connection. */
class Lane {
  readonly connection: Connection
  /** From the server to the client. */
  readonly isAnswer: boolean
  /** Bytes that were passed on. */
  passed = 0
  readonly #from: Socket
  readonly #to: Socket
  /** What waits to arrive, in order. */
  readonly #waiting: (() => void)[] = []
  #lastAtMs = 0
  #underWay = 0

  constructor(
    connection: Connection,
    { from, to, isAnswer }: { from: Socket; to: Socket; isAnswer: boolean },
  ) {
    this.connection = connection
    this.isAnswer = isAnswer
    this.#from = from
    this.#to = to
    from.on('data', (data: Buffer) => (connection.pass ? connection.pass(data, this) : this.#write(data)))
    from.once('end', () => this.#after(this.freeAtMs, () => to.end()))
    to.on('drain', () => from.resume())
  }

  /** When all that is under way will have arrived. */
  get freeAtMs(): number {
    return Math.max(this.#lastAtMs, performance.now())
  }

  /** Passes a piece on at a moment, and never before what came before it. */
  arrive(piece: Buffer, atMs: number): void {
    this.#lastAtMs = Math.max(this.#lastAtMs, atMs)
    this.#underWay += piece.length
    this.passed += piece.length
    if (this.#underWay > MAX_UNDER_WAY_BYTES) this.#from.pause()
    this.#after(this.#lastAtMs, () => {
      this.#underWay -= piece.length
      this.#write(piece)
      if (this.#underWay <= MAX_UNDER_WAY_BYTES) this.#from.resume()
    })
  }

  /** Reads no more. */
  stop(): void {
    this.#from.removeAllListeners('data').pause()
  }

  #write(piece: Buffer): void {
    if (piece.length > 0 && this.#to.writable && !this.#to.write(piece)) this.#from.pause()
  }

  #after(atMs: number, work: () => void): void {
    if (atMs <= performance.now() && this.#waiting.length === 0) return work()
    this.#waiting.push(work)
    this.#wait(atMs)
  }

  /**
   * Timers count whole milliseconds, so a later piece's may fire first: whichever fires, the longest waiting goes. They count
   * from when the event loop last looked at the clock, so one that fires too early waits for the rest.
   */
  #wait(atMs: number): void {
    const ms = atMs - performance.now()
    if (ms <= 0) this.#waiting.shift()?.()
    else setTimeout(() => this.#wait(atMs), ms)
  }
}

async function listening(port: number): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
