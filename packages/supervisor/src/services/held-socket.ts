import net from 'node:net'

/** A socket that is bound and nobody accepts on, as `node:net` keeps it inside. */
interface BoundHandle {
  /** Fills in the address. @returns 0, or the fault that binding has met */
  getsockname(address: { port?: number }): number
  close(): void
}

/**
 * What `node:cluster` binds the sockets of its workers with. A `net.Server` would accept in this process too; binding
 * alone has no documented name.
 */
const bindHandle = Reflect.get(net, '_createServerHandle') as (
  address: string,
  port: number,
  addressType: 4,
) => BoundHandle | number

const LOOPBACK = '127.0.0.1'

/**
 * A listening socket that belongs to no process of a service in particular: each that runs accepts on it, and while none
 * does, connections wait in the system's backlog. Nothing is lost with a process that dies or drains.
 */
export class HeldSocket {
  readonly port: number
  /** To be passed on to a child by `stdio`. */
  readonly handle: object
  readonly #handle: BoundHandle

  private constructor(handle: BoundHandle, port: number) {
    this.handle = handle
    this.#handle = handle
    this.port = port
  }

  /** Null if the port cannot be had. */
  static bind(port: number): HeldSocket | null {
    const handle = bindHandle(LOOPBACK, port, 4)
    if (typeof handle === 'number') return null
    const address: { port?: number } = {}
    if (handle.getsockname(address) === 0 && address.port) return new HeldSocket(handle, address.port)
    handle.close()
    return null
  }

  get url(): string {
    return `http://${LOOPBACK}:${this.port}`
  }

  /** Leaves it to the processes that have it; with the last of them it is gone. */
  close() {
    this.#handle.close()
  }
}
