import { freePort } from '../process/ports.js'
import { readJson, replaceJson } from '../state/atomic-file.js'

/** Which service listens where: the documented port if it is free, else the one of last time, else any. */
export class PortBook {
  readonly #path: string
  readonly #remembered: Record<string, number>
  readonly #given = new Map<string, number>()
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(path: string, remembered: Record<string, number>) {
    this.#path = path
    this.#remembered = remembered
  }

  static async open(path: string): Promise<PortBook> {
    return new PortBook(path, (await readJson<Record<string, number>>(path)) ?? {})
  }

  /** A free port that no other holder has; the same as before if it is still free. One at a time. */
  allot(holder: string, preferred: readonly number[]): Promise<number> {
    const port = this.#turn.then(() => this.#choose(holder, preferred))
    this.#turn = port.catch(() => {})
    return port
  }

  async #choose(holder: string, preferred: readonly number[]): Promise<number> {
    const held = this.#given.get(holder)
    const taken = new Set([...this.#given].filter(([other]) => other !== holder).map(([, port]) => port))
    const candidates = [held, ...preferred, this.#remembered[holder]].filter(port => port !== undefined)
    for (const candidate of [...candidates, 0, 0, 0]) {
      if (taken.has(candidate)) continue
      const port = await freePort(candidate)
      if (candidate !== 0 && port !== candidate) continue
      if (!taken.has(port)) return this.#give(holder, port)
    }
    throw new Error(`There is no free port for ${holder}`)
  }

  async #give(holder: string, port: number): Promise<number> {
    this.#given.set(holder, port)
    if (this.#remembered[holder] !== port) {
      this.#remembered[holder] = port
      await replaceJson(this.#path, this.#remembered)
    }
    return port
  }
}
