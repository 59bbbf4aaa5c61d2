import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { InstanceStatus, LogLine, ServiceState } from '../api.js'
import { eachLine } from '../logs/lines.js'
import { type EndingStep, type Exit, end, exitOf, killGroup } from '../process/ending.js'
import type { Processes } from '../process/processes.js'
import { LastWords } from './last-words.js'
import { type ContractSummary, type Message, readMessage } from './messages.js'
import { type Program, spawnProgram } from './program.js'
import { watchReadiness } from './readiness.js'
import { afterCrash } from './restarts.js'
import { type StartedWith, startedWith } from './started-with.js'
import { STOP } from './stopping.js'

export interface InstanceOptions {
  readonly id: string
  readonly service: string
  readonly processes: Processes
  /** Asked before each start: ports move, bundles are renewed. */
  readonly program: () => Promise<Program>
  readonly onChange: () => void
  readonly onLog: (log: LogLine) => void
}

/** A process that does not listen within this has failed. */
const LISTEN_MS = 30_000
/** One that ends by itself so soon has not been asked to by anybody. */
const HARDLY_LIVED_MS = 1_000
/** Configuration that is refused will be refused again: sysexits(3). */
const EX_CONFIG = 78

/** Why a process is on its way out: we asked it to, it has told us, or we killed it to see what comes of it. */
type Leave = 'asked' | 'told' | 'killed'

/** One process of a service: kept running as long as it is wanted. */
export class Instance {
  readonly id: string
  readonly #options: InstanceOptions
  #child: ChildProcess | null = null
  /** Processes that are finishing what they do. With a held socket, the next one serves beside them. */
  readonly #leaving = new Map<ChildProcess, Leave>()
  #hasHeldSocket = false
  #launches = 0
  /** Called once the next process starts. */
  #onReplaced: (() => void)[] = []
  #wanted = false
  #crashes: number[] = []
  #retry: NodeJS.Timeout | undefined
  #watch = new AbortController()
  readonly #lastWords = new LastWords()
  #status: Omit<InstanceStatus, 'id'> = IDLE
  /** What it serves, as it has told us; null until it listens. */
  contract: ContractSummary | null = null
  /** What the process that listens was started with, as it has told us. */
  startedWith: StartedWith | null = null

  constructor(options: InstanceOptions) {
    this.id = options.id
    this.#options = options
  }

  get status(): InstanceStatus {
    return { id: this.id, ...this.#status }
  }

  /** Starts it with a full budget. No effect while it is wanted already, unless it has failed. */
  start() {
    if (this.#wanted && this.#status.state !== 'failed') return
    this.#wanted = true
    this.#crashes = []
    void this.#launch()
  }

  /** Resolves when its process has ended. */
  async stop(steps: readonly EndingStep[]): Promise<void> {
    this.#wanted = false
    clearTimeout(this.#retry)
    this.#watch.abort()
    const children = new Set([...this.#leaving.keys(), ...(this.#child ? [this.#child] : [])])
    if (children.size > 0) this.#set({ state: 'stopping', ready: false })
    await Promise.all([...children].map(child => end(child, steps, this.#leaving.has(child))))
    // Somebody may have wanted it again meanwhile.
    if (!this.#wanted)
      this.#set({ ...IDLE, restarts: this.#status.restarts, lastError: this.#status.lastError })
  }

  /**
   * Puts another process in its place. Resolves when the old one has ended, or has left its socket to the next; one that
   * was told already is waited for.
   */
  async restart(steps: readonly EndingStep[]): Promise<void> {
    const child = this.#child
    this.#wanted = true
    this.#crashes = []
    clearTimeout(this.#retry)
    if (!child) return void this.#launch()
    const isLeaving = this.#leaving.has(child)
    this.#leaving.set(child, 'asked')
    this.#set({ state: 'stopping', ready: false })
    const hasLeft = new Promise<void>(resolve => this.#onReplaced.push(resolve))
    await Promise.race([end(child, steps, isLeaving), hasLeft])
  }

  /** Ends its process as `kill -9` would: it is started again at once, and that counts for no crash. Null if none runs. */
  kill(): number | null {
    const child = this.#child
    if (!child?.pid) return null
    if (!this.#leaving.has(child)) this.#leaving.set(child, 'killed')
    child.kill('SIGKILL')
    return child.pid
  }

  /** Tells the process something over its channel, if it runs. */
  tell(message: object) {
    // A channel that closes meanwhile belongs to a process that is about to be restarted, and told again.
    if (this.#child?.connected) this.#child.send(message, () => {})
  }

  async #launch() {
    const launch = ++this.#launches
    this.#set({ state: 'starting', ready: false, pid: null, url: null, port: null })
    for (const resolve of this.#onReplaced.splice(0)) resolve()
    try {
      if (this.#child) await exitOf(this.#child)
      const program = await this.#options.program()
      // One that was begun later runs what is newer.
      if (this.#wanted && launch === this.#launches) this.#run(program)
    } catch (error) {
      this.#crashed(error instanceof Error ? error.message : String(error))
    }
  }

  #run(program: Program) {
    const child = spawnProgram(program)
    this.#child = child
    this.#hasHeldSocket = program.socket !== null
    this.#watch = new AbortController()
    this.#lastWords.clear()
    this.#options.processes.watch(child, 'service', this.id)
    this.#set({
      pid: child.pid ?? null,
      startedAt: new Date().toISOString(),
      inspectUrl: program.inspectPort ? `http://127.0.0.1:${program.inspectPort}` : null,
    })
    child.on('message', message => this.#hear(child, readMessage(message)))
    child.once('error', error => this.#lastWords.say(error.message))
    this.#record(child.stdout, 'stdout')
    this.#record(child.stderr, 'stderr')
    const late = setTimeout(() => this.#kill(`did not listen within ${LISTEN_MS / 1_000} s`), LISTEN_MS)
    this.#watch.signal.addEventListener('abort', () => clearTimeout(late))
    child.once('message', () => clearTimeout(late))
    void exitOf(child).then(exit => this.#ended(child, exit))
  }

  #hear(child: ChildProcess, message: Message | null) {
    if (!message || !this.#wanted || child !== this.#child) return
    if (message.type === 'draining') return this.#drains(child, message.exitCode)
    this.contract = message.contract
    this.startedWith = message.configuration
      ? startedWith(message.configuration, new Date(this.#status.startedAt ?? 0))
      : null
    this.#set({ url: message.url, port: Number(new URL(message.url).port) })
    void watchReadiness(message.url, {
      signal: this.#watch.signal,
      onReady: ready => this.#set({ ready, state: ready ? 'ready' : 'unready' }),
      onHung: () => this.#kill('did not answer for 10 s'),
    })
  }

  /** Nobody sends requests there any more. Who has left a held socket to others, and not by crashing, need not be waited for. */
  #drains(child: ChildProcess, exitCode: number) {
    this.#watch.abort()
    this.#set({ state: 'stopping', ready: false })
    if (!this.#leaving.has(child)) {
      void end(child, STOP, true)
      if (exitCode !== 0 || !this.#hasLived) return
      this.#leaving.set(child, 'told')
    }
    if (!this.#hasHeldSocket) return
    this.tell({ type: 'relieved' })
    this.#child = null
    if (this.#leaving.get(child) === 'asked') void this.#launch()
    else this.#launchAgain()
  }

  #kill(reason: string) {
    this.#lastWords.say(reason)
    if (this.#child) killGroup(this.#child)
  }

  #ended(child: ChildProcess, exit: Exit) {
    // What it has started goes with it.
    killGroup(child)
    const leave = this.#leaving.get(child)
    this.#leaving.delete(child)
    if (this.#child !== child) return
    this.#child = null
    this.#watch.abort()
    if (!this.#wanted) return
    if (leave === 'asked') void this.#launch()
    else if (leave === 'killed' || (leave === 'told' && exit.code === 0)) this.#launchAgain()
    else this.#crashed(`${sentence(exit)}${this.#lastWords.text}`, exit)
  }

  get #hasLived(): boolean {
    return Date.now() - Date.parse(this.#status.startedAt ?? '') >= HARDLY_LIVED_MS
  }

  #launchAgain() {
    this.#set({ restarts: this.#status.restarts + 1 })
    void this.#launch()
  }

  #crashed(lastError: string, exit?: Exit) {
    this.#crashes.push(Date.now())
    const decision = exit?.code === EX_CONFIG ? ({ kind: 'give-up' } as const) : afterCrash(this.#crashes)
    const gone = { ready: false, pid: null, url: null, port: null, lastError }
    if (decision.kind === 'give-up') return this.#set({ ...gone, state: 'failed' })
    this.#set({ ...gone, state: 'waiting', restarts: this.#status.restarts + 1 })
    this.#retry = setTimeout(() => void this.#launch(), decision.afterMs)
  }

  #record(input: Readable | null, stream: LogLine['stream']) {
    if (!input) return
    eachLine(input, line => {
      this.#lastWords.hear(line, stream)
      const { id: instance, service: source } = this.#options
      this.#options.onLog({ at: new Date().toISOString(), source, instance, stream, line })
    })
  }

  #set(changes: Partial<Omit<InstanceStatus, 'id'>>) {
    this.#status = { ...this.#status, ...changes }
    this.#options.onChange()
  }
}

const IDLE: Omit<InstanceStatus, 'id'> = {
  state: 'stopped' satisfies ServiceState,
  ready: false,
  pid: null,
  url: null,
  port: null,
  restarts: 0,
  startedAt: null,
  lastError: null,
  inspectUrl: null,
}

/** How a process ended, for people. */
export function sentence({ code, signal }: Exit): string {
  return signal ? `ended by ${signal}` : `exited with code ${code}`
}
