import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { LatestFile, readJson } from '../state/atomic-file.js'
import { type EndingStep, end, exitOf, signalTo } from './ending.js'
import type { Guard, GuardedKind } from './guard.js'
import { identityOf, isRunning, type ProcessIdentity } from './identity.js'

interface Entry extends ProcessIdentity {
  readonly kind: GuardedKind
  readonly name: string
}

/** Every process we have started: told to the guard, and kept on disk for the case that the guard dies too. */
export class Processes {
  readonly #guard: Guard
  readonly #children = new Map<ChildProcess, GuardedKind>()
  readonly #entries = new Map<number, Entry>()
  readonly #file: LatestFile

  constructor(guard: Guard, path: string) {
    this.#guard = guard
    this.#file = new LatestFile(path, () => [...this.#entries.values()])
  }

  /** Takes a child into care until it ends. */
  watch(child: ChildProcess, kind: GuardedKind, name: string) {
    const { pid } = child
    if (pid === undefined) return
    this.#guard.watch(pid, kind)
    this.#children.set(child, kind)
    void identityOf(pid).then(identity => this.#enter(child, identity && { ...identity, kind, name }))
    void exitOf(child).then(() => this.#leave(child, pid))
  }

  /** Ends every service process that is still there: tasks in progress, and whatever did not stop when asked. */
  async endServices(steps: readonly EndingStep[]): Promise<void> {
    const services = [...this.#children].filter(([, kind]) => kind === 'service')
    await Promise.all(services.map(([child]) => end(child, steps)))
  }

  flush(): Promise<void> {
    return this.#file.flush()
  }

  #enter(child: ChildProcess, entry: Entry | null) {
    if (!entry || child.exitCode !== null || child.signalCode !== null) return
    this.#entries.set(entry.pid, entry)
    this.#file.changed()
  }

  #leave(child: ChildProcess, pid: number) {
    this.#children.delete(child)
    this.#guard.forget(pid)
    if (this.#entries.delete(pid)) this.#file.changed()
  }
}

/** Ends what an earlier host left behind: services first, then what they stood on. Resolves with the names. */
export async function endLeftovers(path: string): Promise<string[]> {
  const entries = (await readJson<Entry[]>(path)) ?? []
  const ended: string[] = []
  for (const kind of ['service', 'server'] as const) {
    const ofKind = entries.filter(entry => entry.kind === kind)
    const results = await Promise.all(ofKind.map(entry => endLeftover(entry)))
    ended.push(...results.filter(name => name !== null))
  }
  return ended
}

async function endLeftover(entry: Entry): Promise<string | null> {
  if (!(await isRunning(entry))) return null
  for (const signal of [entry.kind === 'server' ? 'SIGINT' : 'SIGTERM', 'SIGKILL'] as const) {
    signalTo(entry.pid, signal)
    for (let waited = 0; waited < 2_000 && (await isRunning(entry)); waited += 20) await delay(20)
  }
  return entry.name
}
