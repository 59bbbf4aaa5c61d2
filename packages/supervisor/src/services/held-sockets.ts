import { HeldSocket } from './held-socket.js'

interface Held {
  readonly socket: HeldSocket
  /** Instances that were given it and have not listened yet. */
  readonly given: Set<string>
  /** Whether anybody has listened on it: only then is it known that nobody else does. */
  isProven: boolean
}

/** The listening sockets that are held for services, by name. */
export class HeldSockets {
  readonly #held = new Map<string, Held>()
  #turn: Promise<unknown> = Promise.resolve()

  /** The socket held for a service now. */
  get(service: string): HeldSocket | null {
    return this.#held.get(service)?.socket ?? null
  }

  /**
   * The socket for an instance that is about to start. An instance that asks again without anybody having listened was
   * given one that another program listens on: it gets another.
   * @param allot Chooses a free port.
   */
  for(service: string, instance: string, allot: () => Promise<number>): Promise<HeldSocket> {
    const socket = this.#turn.then(() => this.#giveTo(service, instance, allot))
    this.#turn = socket.catch(() => {})
    return socket
  }

  /** To be called when an instance listens. */
  prove(service: string) {
    const held = this.#held.get(service)
    if (held) held.isProven = true
  }

  /** Lets go of a service's socket: nobody waits for it any more. */
  release(service: string) {
    this.#held.get(service)?.socket.close()
    this.#held.delete(service)
  }

  async #giveTo(service: string, instance: string, allot: () => Promise<number>): Promise<HeldSocket> {
    const held = this.#held.get(service)
    if (held && (held.isProven || !held.given.has(instance))) {
      held.given.add(instance)
      return held.socket
    }
    this.release(service)
    const port = await allot()
    const socket = HeldSocket.bind(port)
    if (!socket) throw new Error(`port ${port} was taken before ${service} could have it`)
    this.#held.set(service, { socket, given: new Set([instance]), isProven: false })
    return socket
  }
}
