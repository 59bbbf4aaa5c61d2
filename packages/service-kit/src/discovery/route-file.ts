import { type FSWatcher, watch } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import * as z from 'zod'
import type { Kit, Resource } from '../resource.js'
import { NO_ROUTES, RouteDocument } from './route-document.js'

/** File systems may drop a notification; a look every second makes up for it. */
const SWEEP_MS = 1_000

/** Called with the first document and with every later one. */
export type FollowRoutes = (document: RouteDocument) => void

/**
 * The file that says what runs where, followed as it changes.
 *
 * The last document that could be read stays in force while the file is missing, half-written or wrong; that is logged
 * once per fault and fails the check, so that `/health` shows it.
 */
export class RouteFile implements Resource {
  readonly required = false
  readonly #path: string
  readonly #followers = new Set<FollowRoutes>()
  #document: RouteDocument = NO_ROUTES
  #text: string | undefined
  #fault: string | undefined
  #reading: Promise<void> = Promise.resolve()
  #watcher: FSWatcher | undefined
  #sweep: NodeJS.Timeout | undefined
  #kit: Pick<Kit, 'log'> | undefined

  constructor(path: string) {
    this.#path = path
  }

  /** Calls back now and whenever the document has changed. */
  follow(follower: FollowRoutes): void {
    this.#followers.add(follower)
    follower(this.#document)
  }

  async start(kit: Pick<Kit, 'log'>): Promise<void> {
    this.#kit = kit
    await this.read()
    this.#sweep = setInterval(() => void this.read(), SWEEP_MS)
    this.#watch()
  }

  stop(): void {
    this.#watcher?.close()
    clearInterval(this.#sweep)
  }

  check(): void {
    if (this.#fault !== undefined) throw new Error(this.#fault)
  }

  /** Reads the file once more; reads never overlap. */
  read(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#readOnce())
    return this.#reading
  }

  async #readOnce(): Promise<void> {
    try {
      const text = await readFile(this.#path, 'utf8')
      if (text !== this.#text) this.#accept(text)
      this.#text = text
      this.#fault = undefined
    } catch (error) {
      this.#refuse(error)
    }
  }

  #accept(text: string): void {
    const read = RouteDocument.safeParse(JSON.parse(text))
    if (!read.success) throw new TypeError(z.prettifyError(read.error))
    this.#document = read.data
    for (const follower of this.#followers) follower(this.#document)
    this.#kit?.log.info('following new routes', {
      services: this.#document.services.map(service => service.name),
    })
  }

  #refuse(error: unknown): void {
    const fault = `the route table cannot be read: ${error instanceof Error ? error.message : String(error)}`
    if (fault !== this.#fault) this.#kit?.log.warn(fault)
    this.#fault = fault
  }

  /** The folder is watched, not the file: it is replaced by renaming, which a watch of the old file would not survive. */
  #watch(): void {
    const name = basename(this.#path)
    try {
      this.#watcher = watch(dirname(this.#path), { persistent: false }, (_, changed) => {
        if (changed === null || changed === name) void this.read()
      })
      this.#watcher.on('error', error =>
        this.#kit?.log.debug('the route table is no longer watched', { error }),
      )
    } catch (error) {
      this.#kit?.log.debug('the route table cannot be watched', { error })
    }
  }
}
