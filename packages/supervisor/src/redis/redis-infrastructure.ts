import type { Manifest } from '@azora/manifest'
import type { InfrastructureStatus } from '../api.js'
import { InfrastructureFault } from '../fault.js'
import { hasEvents } from '../infrastructure/carrier.js'
import {
  type Infrastructure,
  type InfrastructureContext,
  infrastructureLine,
  withoutPassword,
} from '../infrastructure/infrastructure.js'
import { Kept } from '../infrastructure/kept.js'
import { findRedis, type RedisServer, startRedis } from './redis-server.js'

const NONE =
  'no Redis: set REDIS_URL or install valkey-server; PostgreSQL carries events, memory holds caches and limits'
const NO_CARRIER =
  'none: set REDIS_URL, install valkey-server, or leave EVENT_TRANSPORT away, and PostgreSQL carries events'

/** Redis: the server of REDIS_URL, else valkey-server or redis-server from the path, else none, which is said. */
export class RedisInfrastructure implements Infrastructure {
  readonly name = 'redis'
  readonly #context: InfrastructureContext
  #url: string | null = null
  #status: InfrastructureStatus
  #kept: Kept<RedisServer> | null = null

  constructor(context: InfrastructureContext) {
    this.#context = context
    const known = { pid: null, address: null, summary: '', lastError: null }
    this.#status = { name: this.name, origin: 'none', state: 'starting', ...known }
  }

  get status(): InfrastructureStatus {
    return this.#status
  }

  isWantedBy(manifest: Manifest): boolean {
    return manifest.resources.redis !== undefined || this.#carriesEventsOf(manifest)
  }

  async start(): Promise<void> {
    const { settings } = this.#context
    if (settings.redisUrl) return this.#given(settings.redisUrl)
    const program = await findRedis(settings.searchPath)
    if (!program) return this.#set({ origin: 'none', state: 'absent', summary: NONE })
    this.#set({ origin: 'path', summary: `${program}, data in ${this.#context.paths.redis}` })
    await this.#keep(program)
  }

  async provision(manifest: Manifest): Promise<void> {
    if (this.#url) return
    const { name, resources } = manifest
    if (resources.redis === 'required')
      throw new InfrastructureFault('redis', `${name} requires Redis, and there is ${NONE}`)
    if (this.#carriesEventsOf(manifest))
      throw new InfrastructureFault('redis', `EVENT_TRANSPORT is redis, and there is ${NO_CARRIER}`)
  }

  environment(manifest: Manifest): Record<string, string> {
    if (!this.#url) return {}
    return {
      ...(manifest.resources.redis && { REDIS_URL: this.#url }),
      ...(this.#carriesEventsOf(manifest) && { EVENT_TRANSPORT: this.#url }),
    }
  }

  kill(): number | null {
    const pid = this.#kept?.kill() ?? null
    if (pid !== null) this.#set({ state: 'restarting', pid: null })
    return pid
  }

  async stop(): Promise<void> {
    await this.#kept?.stop()
    if (this.#status.state !== 'absent') this.#set({ state: 'stopped', pid: null })
  }

  #carriesEventsOf(manifest: Manifest): boolean {
    return this.#context.settings.carrier === 'redis' && hasEvents(manifest)
  }

  #given(url: string) {
    this.#url = url
    const address = withoutPassword(url)
    this.#set({ origin: 'given', state: 'ready', address, summary: `Redis of REDIS_URL at ${address}` })
  }

  async #keep(program: string) {
    const { paths, processes, secrets, onLog } = this.#context
    const password = secrets.password('redis')
    await secrets.save()
    const onLine = (line: string) => onLog(infrastructureLine(this.name, line))
    const onFailed = (error: unknown) => this.#set({ state: 'failed', pid: null, lastError: String(error) })
    this.#kept = new Kept({
      start: () => startRedis({ program, home: paths.redis, password, processes, onLine }),
      onUp: server => this.#up(server),
      onDown: ({ code, signal }) =>
        this.#set({ state: 'restarting', pid: null, lastError: `it ended (${signal ?? code})` }),
      onFailed,
    })
    await this.#kept.start().catch(error => {
      onFailed(error)
      throw error
    })
  }

  #up({ pid, url }: RedisServer) {
    const isMoved = this.#url !== null && this.#url !== url
    this.#url = url
    this.#set({ state: 'ready', pid, address: withoutPassword(url) })
    if (isMoved) this.#context.onMoved(this)
  }

  #set(changes: Partial<InfrastructureStatus>) {
    this.#status = { ...this.#status, ...changes }
    this.#context.onChange(this)
  }
}
