import type { LogLine, Status, SupervisorEvent } from './api.js'
import { LogBook, SELF } from './logs/log-book.js'
import type { RouteTable } from './routes.js'
import { LatestFile } from './state/atomic-file.js'
import type { Paths } from './state/paths.js'

export interface JournalSources {
  readonly status: () => Status
  readonly routes: () => RouteTable
}

/** Tells others what happens: listeners at once, readers of `.azora` by files. */
export class Journal {
  readonly #listeners = new Set<(event: SupervisorEvent) => void>()
  readonly #logs: LogBook
  readonly #state: LatestFile
  readonly #routes: LatestFile
  readonly #status: () => Status
  #told = ''

  constructor(paths: Paths, { status, routes }: JournalSources) {
    this.#logs = new LogBook(paths.logs)
    this.#state = new LatestFile(paths.state, status)
    this.#routes = new LatestFile(paths.routes, routes)
    this.#status = status
  }

  /** Returns how to unsubscribe. */
  subscribe(listener: (event: SupervisorEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(event: SupervisorEvent) {
    for (const listener of this.#listeners) listener(event)
  }

  log(log: LogLine) {
    this.#logs.write(log)
    this.tell({ type: 'log', log })
  }

  notice(level: 'info' | 'warn' | 'error', message: string) {
    const at = new Date().toISOString()
    const line = JSON.stringify({ level, message, timestamp: at })
    this.#logs.write({ at, source: SELF, instance: SELF, stream: 'stdout', line })
    this.tell({ type: 'notice', at, level, message })
  }

  /** To be called after every change of status. */
  changed() {
    this.#state.changed()
    this.#routes.changed()
    const status = this.#status()
    // Who hears of the start by an answer may hear of what came before it later: the last word has to be the whole.
    const told = JSON.stringify([status.state, status.startMs])
    if (told === this.#told) return
    this.#told = told
    this.tell({ type: 'platform', at: new Date().toISOString(), status })
  }

  /** Resolves when everything told is in the files. */
  async flush(): Promise<void> {
    await Promise.all([this.#logs.flush(), this.#state.flush(), this.#routes.flush()])
  }
}
