import { type Exit, signalTo } from '../process/ending.js'
import { afterCrash } from '../services/restarts.js'

/** A process that we have started and that must stay. */
export interface Keepable {
  readonly pid: number
  readonly exited: Promise<Exit>
  stop(): Promise<void>
}

export interface KeptOptions<T extends Keepable> {
  readonly start: () => Promise<T>
  readonly onUp: (running: T) => void
  readonly onDown: (exit: Exit) => void
  readonly onFailed: (error: unknown) => void
}

/** Keeps one process running: started again at once when it dies, later if it dies often, and no more if always. */
export class Kept<T extends Keepable> {
  readonly #options: KeptOptions<T>
  #running: T | null = null
  #stopped = false
  /** Set when it is we who end it. */
  #killed = false
  #timer: NodeJS.Timeout | undefined
  readonly #crashes: number[] = []

  constructor(options: KeptOptions<T>) {
    this.#options = options
  }

  async start(): Promise<void> {
    const running = await this.#options.start()
    if (this.#stopped) return running.stop()
    this.#running = running
    this.#options.onUp(running)
    void running.exited.then(exit => this.#ended(exit))
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#running?.stop()
  }

  /** Ends it as `kill -9` would: it is started again at once, and that counts for no crash. Null if it does not run. */
  kill(): number | null {
    if (!this.#running) return null
    const { pid } = this.#running
    this.#killed = signalTo(pid, 'SIGKILL')
    return this.#killed ? pid : null
  }

  #ended(exit: Exit) {
    this.#running = null
    if (this.#stopped) return
    this.#options.onDown(exit)
    if (this.#killed) return this.#revive()
    this.#again(new Error(`it ended (${exit.signal ?? exit.code})`))
  }

  #revive() {
    this.#killed = false
    void this.start().catch(error => this.#again(error))
  }

  #again(cause: unknown) {
    this.#crashes.push(Date.now())
    const decision = afterCrash(this.#crashes)
    if (decision.kind === 'give-up') return this.#options.onFailed(cause)
    this.#timer = setTimeout(() => void this.start().catch(error => this.#again(error)), decision.afterMs)
  }
}
