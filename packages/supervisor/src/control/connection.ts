import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import {
  type EventOptions,
  type HostClient,
  type HostEnding,
  HostRefused,
  type ServiceConfiguration,
  type ServiceDatabase,
  type Status,
  type SupervisorEvent,
} from '../api.js'
import { hasCode } from '../error-code.js'
import { within } from '../process/ending.js'
import { ownJson } from '../state/own-json.js'
import { EventQueue } from './event-queue.js'
import { seenOut } from './host-ending.js'
import {
  type HostAddress,
  LASTING,
  type Method,
  type ParamsOf,
  PROTOCOL,
  type Reply,
  type ResultOf,
} from './protocol.js'

/** What the host only has to look up, it answers at once. */
const ANSWER_MS = 10_000

interface Asked {
  readonly resolve: (result: never) => void
  readonly reject: (error: Error) => void
}

/** A client's side of the protocol. */
export class Connection implements HostClient {
  readonly launched: boolean
  readonly #socket: Socket
  readonly #host: HostAddress
  readonly #asked = new Map<number, Asked>()
  readonly #queues = new Map<number, EventQueue<SupervisorEvent>>()
  readonly #closed: Promise<void>
  #lastId = 0

  private constructor(socket: Socket, host: HostAddress, launched: boolean) {
    this.#socket = socket
    this.#host = host
    this.launched = launched
    createInterface({ input: socket })
      .on('line', line => this.#hear(ownJson(line)))
      // What ends a connection also closes it.
      .on('error', () => {})
    this.#closed = new Promise(resolve => socket.once('close', () => resolve(this.#end())))
    // What ends a connection also closes it.
    socket.on('error', () => {})
  }

  /** Null if nobody listens there any more. */
  static open(host: HostAddress, launched: boolean): Promise<Connection | null> {
    return new Promise((resolve, reject) => {
      const socket = connect(host.socket)
      socket.once('connect', () => resolve(new Connection(socket, host, launched)))
      socket.once('error', error =>
        hasCode(error, 'ENOENT', 'ECONNREFUSED') ? resolve(null) : reject(error),
      )
    })
  }

  async status(): Promise<Status> {
    const status = await within(this.#ask('status', {}), ANSWER_MS)
    if (status) return status
    // Nor would it say goodbye.
    this.#socket.destroy()
    throw silent(this.#host)
  }

  settled(): Promise<Status> {
    return this.#ask('settled', {})
  }

  up(services?: readonly string[]): Promise<Status> {
    return this.#ask('up', services ? { services } : {})
  }

  restart(services: readonly string[]): Promise<Status> {
    return this.#ask('restart', { services })
  }

  stop(services: readonly string[]): Promise<Status> {
    return this.#ask('stop', { services })
  }

  config(service: string): Promise<ServiceConfiguration> {
    return this.#ask('config', { service })
  }

  async task(service: string, task: 'migrate' | 'seed'): Promise<void> {
    await this.#ask('task', { service, task })
  }

  databases(): Promise<readonly ServiceDatabase[]> {
    return this.#ask('databases', {})
  }

  kill(process: string): Promise<number | null> {
    return this.#ask('kill', { process })
  }

  resetDatabase(service: string): Promise<Status> {
    return this.#ask('resetDatabase', { service })
  }

  async attach(): Promise<void> {
    await this.#ask('attach', {})
  }

  async detach(): Promise<void> {
    await this.#ask('detach', {})
  }

  async down(): Promise<HostEnding> {
    const ending = await seenOut(this.#host, this.#ask('down', {}))
    await this.#closed
    return ending
  }

  async *events({ logs = false, signal }: EventOptions = {}): AsyncGenerator<SupervisorEvent> {
    const id = this.#lastId + 1
    const queue = new EventQueue<SupervisorEvent>()
    const end = () => queue.close()
    this.#queues.set(id, queue)
    signal?.addEventListener('abort', end)
    try {
      await this.#ask('subscribe', { logs })
      if (!signal?.aborted) yield* queue
    } finally {
      signal?.removeEventListener('abort', end)
      this.#queues.delete(id)
      if (this.#socket.writable) await this.#ask('unsubscribe', { id })
    }
  }

  async close(): Promise<void> {
    this.#socket.end()
    await this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #ask<M extends Method>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>> {
    return new Promise((resolve, reject) => {
      if (!this.#socket.writable) return reject(gone())
      if (!LASTING.has(method) && protocolOf(this.#host) !== PROTOCOL) return reject(stranger(this.#host))
      const id = ++this.#lastId
      this.#asked.set(id, { resolve, reject })
      this.#socket.write(`${JSON.stringify({ id, method, params })}\n`)
    })
  }

  #hear(reply: Reply) {
    if ('event' in reply) return this.#queues.get(reply.id)?.push(reply.event)
    const asked = this.#asked.get(reply.id)
    this.#asked.delete(reply.id)
    if ('error' in reply) return asked?.reject(new HostRefused(reply.error.code, reply.error.message))
    asked?.resolve(reply.result as never)
  }

  #end() {
    for (const { reject } of this.#asked.values()) reject(gone())
    for (const queue of this.#queues.values()) queue.close()
    this.#asked.clear()
  }
}

function protocolOf({ protocol = 1 }: HostAddress): number {
  return protocol
}

function stranger(host: HostAddress): HostRefused {
  const age = protocolOf(host) < PROTOCOL ? 'an older' : 'a newer'
  return new HostRefused(
    'other-version',
    `The platform that runs here was started by ${age} azora, which speaks another language than this one`,
  )
}

function silent({ pid }: HostAddress): HostRefused {
  return new HostRefused('host-silent', `The host of this checkout (process ${pid}) does not answer`)
}

function gone(): HostRefused {
  return new HostRefused('host-gone', 'The host has ended')
}
