import type { Launched } from '../up/life.js'
import type { UpAction } from './up-model.js'

/** Tells a view what happens. */
export interface UpSource {
  /** Returns how to stop listening. */
  subscribe(listener: (action: UpAction) => void): () => void
}

/** A source that can be told. */
export class UpStream implements UpSource {
  readonly #listeners = new Set<(action: UpAction) => void>()
  readonly #past: UpAction[] = []

  subscribe(listener: (action: UpAction) => void): () => void {
    for (const action of this.#past.splice(0)) listener(action)
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What is told before anybody listens is kept for the first who does. */
  tell(action: UpAction): void {
    if (this.#listeners.size === 0) this.#past.push(action)
    for (const listener of this.#listeners) listener(action)
  }

  /** Tells everything a host says, until it ends. */
  async follow({ host, services }: Pick<Launched, 'host' | 'services'>, signal: AbortSignal): Promise<void> {
    void host.up(services).then(
      status => this.tell({ type: 'settled', status }),
      // The host ended first: its events end too.
      () => {},
    )
    for await (const event of host.events({ logs: true, signal })) this.tell({ type: 'event', event })
  }
}
