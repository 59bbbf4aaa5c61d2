import type { Manifest } from '@azora/manifest'
import type { InfrastructureStatus, ServiceDatabase } from '../api.js'
import { InfrastructureFault } from '../fault.js'
import { carrierLine } from '../infrastructure/carrier.js'
import {
  type Infrastructure,
  type InfrastructureContext,
  infrastructureLine,
  withoutPassword,
} from '../infrastructure/infrastructure.js'
import { Kept } from '../infrastructure/kept.js'
import { admitToBus, BUS, type BusRequest, provisionBus } from './bus.js'
import { claimData } from './data-owners.js'
import {
  closeSystemDatabases,
  type DatabaseRequest,
  databaseUrl,
  dropDatabase,
  labelDatabase,
  labelOfDatabase,
  provisionDatabase,
  withAdmin,
} from './databases.js'
import { type Server, startPostgres } from './server.js'

/** PostgreSQL: the server of DATABASE_URL (an administrator's address), else an embedded one that is kept running. */
export class PostgresInfrastructure implements Infrastructure {
  readonly name = 'postgres'
  readonly #context: InfrastructureContext
  #adminUrl = ''
  #status: InfrastructureStatus
  #kept: Kept<Server> | null = null
  #bus: Promise<void> | null = null

  constructor(context: InfrastructureContext) {
    this.#context = context
    const origin = context.settings.databaseUrl ? 'given' : 'embedded'
    this.#status = {
      name: this.name,
      origin,
      state: 'starting',
      pid: null,
      address: null,
      summary: '',
      lastError: null,
    }
  }

  get status(): InfrastructureStatus {
    return this.#status
  }

  isWantedBy({ resources }: Manifest): boolean {
    return resources.database !== undefined
  }

  async start(): Promise<void> {
    try {
      await (this.#context.settings.databaseUrl
        ? this.#check(this.#context.settings.databaseUrl)
        : this.#keep())
    } catch (error) {
      this.#failed(error)
      throw error
    }
  }

  async provision(manifest: Manifest): Promise<void> {
    const request = this.#requestOf(manifest)
    if (!request) return
    const bus = this.#busRequest()
    await this.#context.secrets.save()
    await Promise.all([
      withAdmin(this.#adminUrl, admin => provisionDatabase(admin, request)),
      this.#provisionBus(bus),
    ])
    await withAdmin(this.#adminUrl, admin => admitToBus(admin, bus.name, request.name))
  }

  environment(manifest: Manifest): Record<string, string> {
    const request = this.#requestOf(manifest)
    if (!request) return {}
    const log = databaseUrl(this.#adminUrl, { ...request, database: BUS })
    return {
      DATABASE_URL: databaseUrl(this.#adminUrl, request),
      ...(this.#context.settings.carrier === 'postgresql' && { EVENT_TRANSPORT: log }),
    }
  }

  /** What was last noted about a database; gone with the database. */
  label(database: string): Promise<string | null> {
    return withAdmin(this.#adminUrl, admin => labelOfDatabase(admin, database))
  }

  setLabel(database: string, label: string): Promise<void> {
    return withAdmin(this.#adminUrl, admin => labelDatabase(admin, database, label))
  }

  /** Where a service's data is; null if it has none, or no server runs. */
  addressOf(manifest: Manifest): ServiceDatabase | null {
    const request = this.#requestOf(manifest)
    if (!request || this.#adminUrl === '') return null
    const url = databaseUrl(this.#adminUrl, request)
    return { service: manifest.name, name: request.name, url, adminUrl: this.#adminUrl }
  }

  /** Removes a database with everything in it; its sessions are ended. */
  drop(database: string): Promise<void> {
    return withAdmin(this.#adminUrl, admin => dropDatabase(admin, database))
  }

  kill(): number | null {
    const pid = this.#kept?.kill() ?? null
    if (pid !== null) this.#set({ state: 'restarting', pid: null })
    return pid
  }

  async stop(): Promise<void> {
    await this.#kept?.stop()
    this.#set({ state: 'stopped', pid: null })
  }

  #requestOf({ resources: { database } }: Manifest): DatabaseRequest | null {
    return database ? { name: database, password: this.#context.secrets.password(database) } : null
  }

  #busRequest(): BusRequest {
    return { name: BUS, password: this.#context.secrets.password(BUS) }
  }

  /** Once for all services; again if it has failed, for the reason may be gone. */
  #provisionBus(bus: BusRequest): Promise<void> {
    this.#bus ??= provisionBus(this.#adminUrl, bus).catch((error: unknown) => {
      this.#bus = null
      throw error
    })
    return this.#bus
  }

  async #check(url: string) {
    await withAdmin(url, admin => admin.query('SELECT 1')).catch(cause => {
      throw new InfrastructureFault(
        'postgres',
        `The server of DATABASE_URL cannot be used: ${reasonOf(cause)}`,
        { cause },
      )
    })
    this.#adminUrl = url
    const address = withoutPassword(url)
    const summary = `PostgreSQL of DATABASE_URL at ${address}; ${this.#carries()}`
    this.#set({ state: 'ready', address, summary })
  }

  #keep(): Promise<void> {
    const { paths, processes, onLog } = this.#context
    const onLine = (line: string) => onLog(infrastructureLine(this.name, line))
    this.#kept = new Kept({
      start: async () => {
        const aside = await claimData(paths)
        if (aside) onLine(`data of an earlier .azora, whose secrets are gone, was set aside: ${aside}`)
        const server = await startPostgres({ home: paths.postgres, processes, onLine })
        if (!this.#adminUrl) await closeSystemDatabases(server.adminUrl)
        return server
      },
      onUp: server => this.#up(server),
      onDown: ({ code, signal }) =>
        this.#set({ state: 'restarting', pid: null, lastError: `it ended (${signal ?? code})` }),
      onFailed: error => this.#failed(error),
    })
    return this.#kept.start()
  }

  #up({ pid, adminUrl }: Server) {
    const isMoved = this.#adminUrl !== '' && this.#adminUrl !== adminUrl
    this.#adminUrl = adminUrl
    const summary = `embedded PostgreSQL, data in ${this.#context.paths.postgres}; ${this.#carries()}`
    this.#set({ state: 'ready', pid, address: withoutPassword(adminUrl), summary })
    if (isMoved) this.#context.onMoved(this)
  }

  #carries(): string {
    return carrierLine(this.#context.settings.carrier)
  }

  #failed(error: unknown) {
    this.#set({ state: 'failed', pid: null, lastError: reasonOf(error) })
  }

  #set(changes: Partial<InfrastructureStatus>) {
    this.#status = { ...this.#status, ...changes }
    this.#context.onChange(this)
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error)
}
