import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { HostRefused } from '../api.js'
import { identityOf } from '../process/identity.js'
import { replaceJson } from '../state/atomic-file.js'
import { ownJson } from '../state/own-json.js'
import type { Paths } from '../state/paths.js'
import type { Supervisor } from '../supervisor.js'
import { type Method, type ParamsOf, PROTOCOL, type Reply, type Request, type ResultOf } from './protocol.js'

/** A client that lets this much pile up loses log lines rather than the host its memory. */
const MAX_BACKLOG_BYTES = 4 * 1024 * 1024

export interface ControlOptions {
  readonly supervisor: Supervisor
  /** Somebody asked for the end. */
  readonly onDown: () => void
  /** The last attached client has gone without detaching. */
  readonly onAbandoned: () => void
}

/**
 * Serves the protocol on a unix socket. Its folder is made anew for each host, for the owner alone, under the system's
 * temporary folder: a checkout's own path may be longer than a socket's address can be.
 */
export class ControlServer {
  readonly #server: Server
  readonly #address: string

  private constructor(server: Server, address: string) {
    this.#server = server
    this.#address = address
  }

  static async open({ host }: Pick<Paths, 'host'>, options: ControlOptions): Promise<ControlServer> {
    const folder = await mkdtemp(join(shortFolder(), 'azora-'))
    options.supervisor.discardAtEnd(folder)
    const socket = join(folder, 'host.sock')
    const server = createServer(connection => new Session(connection, options))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(socket, resolve)
    })
    const identity = await identityOf(process.pid)
    await replaceJson(host, { schemaVersion: 1, ...identity, socket, protocol: PROTOCOL })
    return new ControlServer(server, host)
  }

  /** Ends all connections: to a client it means that the host is gone. */
  async close(): Promise<void> {
    await rm(this.#address, { force: true })
    this.#server.close()
  }
}

/** A socket's address holds some 100 bytes, and a temporary folder may be made for one test run deep in another. */
function shortFolder(): string {
  return tmpdir().length < 80 ? tmpdir() : '/tmp'
}

type Handlers = {
  readonly [M in Method]: (params: ParamsOf<M>, id: number) => ResultOf<M> | Promise<ResultOf<M>>
}

/** One client's connection. */
class Session {
  readonly #socket: Socket
  readonly #options: ControlOptions
  readonly #subscriptions = new Map<number, () => void>()
  #isAttached = false

  constructor(socket: Socket, options: ControlOptions) {
    this.#socket = socket
    this.#options = options
    // What ends a connection also closes it. Whoever reads lines of it is told of its errors, too.
    createInterface({ input: socket })
      .on('line', line => void this.#hear(line))
      .on('error', () => {})
    socket.on('error', () => {})
    socket.once('close', () => this.#closed())
  }

  readonly #handlers: Handlers = {
    status: () => this.#options.supervisor.status,
    subscribe: ({ logs }, id) => this.#subscribe(id, logs),
    unsubscribe: ({ id }) => this.#unsubscribe(id),
    settled: () => this.#statusAfter(supervisor => supervisor.settled()),
    up: ({ services }) => this.#statusAfter(supervisor => supervisor.up(services)),
    restart: ({ services }) => this.#statusAfter(supervisor => supervisor.restart(services)),
    stop: ({ services }) => this.#statusAfter(supervisor => supervisor.stop(services)),
    config: ({ service }) => this.#options.supervisor.tools.config(service),
    task: ({ service, task }) => this.#options.supervisor.tools.task(service, task),
    databases: () => this.#options.supervisor.tools.databases(),
    kill: ({ process }) => this.#options.supervisor.tools.kill(process),
    resetDatabase: ({ service }) =>
      this.#statusAfter(supervisor =>
        supervisor.tools.resetDatabase(service).then(() => supervisor.settled()),
      ),
    down: () => this.#down(),
    attach: () => this.#attach(true),
    detach: () => this.#attach(false),
  }

  async #hear(line: string) {
    const { id, method, params } = ownJson<Request>(line)
    try {
      const handle = this.#handlers[method] as (params: unknown, id: number) => unknown
      this.#say({ id, result: await handle(params, id) })
    } catch (error) {
      this.#say({ id, error: refusal(error) })
    }
  }

  async #statusAfter(work: (supervisor: Supervisor) => Promise<void>) {
    await work(this.#options.supervisor)
    return this.#options.supervisor.status
  }

  #subscribe(id: number, logs: boolean): null {
    const { supervisor } = this.#options
    const unsubscribe = supervisor.subscribe(event => {
      if (event.type === 'log' && (!logs || this.#socket.writableLength > MAX_BACKLOG_BYTES)) return
      this.#say({ id, event })
    })
    this.#subscriptions.set(id, unsubscribe)
    this.#say({ id, event: { type: 'platform', at: new Date().toISOString(), status: supervisor.status } })
    return null
  }

  #unsubscribe(id: number): null {
    this.#subscriptions.get(id)?.()
    this.#subscriptions.delete(id)
    return null
  }

  #down(): null {
    this.#isAttached = false
    // The answer must leave before the socket closes.
    setImmediate(this.#options.onDown)
    return null
  }

  #attach(isAttached: boolean): null {
    if (isAttached !== this.#isAttached) this.#options.supervisor.attach(isAttached ? 1 : -1)
    this.#isAttached = isAttached
    return null
  }

  #closed() {
    for (const unsubscribe of this.#subscriptions.values()) unsubscribe()
    if (this.#isAttached && this.#options.supervisor.attach(-1) === 0) this.#options.onAbandoned()
  }

  #say(reply: Reply) {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify(reply)}\n`)
  }
}

function refusal(error: unknown): { code: string; message: string } {
  if (error instanceof HostRefused) return { code: error.code, message: error.message }
  return { code: 'failed', message: error instanceof Error ? error.message : String(error) }
}
