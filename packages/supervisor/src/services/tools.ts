import { HostRefused, type ServiceConfiguration, type ServiceDatabase } from '../api.js'
import type { Foundation } from '../infrastructure/foundation.js'
import type { PostgresInfrastructure } from '../postgres/postgres-infrastructure.js'
import type { Roster } from './roster.js'
import { whyOtherwise } from './started-with.js'
import { STOP } from './stopping.js'
import { TaskFailed, type TaskName } from './task.js'
import type { Workshop } from './workshop.js'

export interface ToolsOptions {
  readonly roster: Roster
  readonly workshop: Workshop
  readonly postgres: PostgresInfrastructure
  readonly foundation: Foundation
  readonly profile: 'local' | 'production'
}

/** What one does to services by hand, beside running them. */
export class Tools {
  readonly #options: ToolsOptions

  constructor(options: ToolsOptions) {
    this.#options = options
  }

  /**
   * What the service is configured by: as its running process has told, or, where there is none or it would start
   * otherwise now, as a process started now tells. @throws {HostRefused}
   */
  async config(name: string): Promise<ServiceConfiguration> {
    const service = this.#service(name)
    const running = service.instances.find(({ status }) => status.url !== null)?.startedWith
    const because = running
      ? whyOtherwise(running, { inputs: service.bundle?.inputs ?? [] })
      : 'it does not run'
    if (running && because === null) return { ...running.report, as: 'running', because }
    const report = await this.#options.workshop.configuration(service).catch(refuse)
    return { ...(report as object), as: 'next-start', because }
  }

  /** Migrates or seeds now. @throws {HostRefused} */
  async task(name: string, task: TaskName): Promise<null> {
    const service = this.#service(name)
    this.#databaseOf(name)
    await this.#options.workshop.task(service, task).catch(refuse)
    return null
  }

  databases(): ServiceDatabase[] {
    const { roster, postgres } = this.#options
    return roster.all.flatMap(({ loaded }) => postgres.addressOf(loaded.manifest) ?? [])
  }

  /** Makes a service's database anew. @throws {HostRefused} */
  async resetDatabase(name: string): Promise<void> {
    const service = this.#service(name)
    const database = this.#databaseOf(name)
    const wasWanted = service.isWanted
    await service.stop(STOP)
    await this.#options.postgres.drop(database)
    // With the database went the note of what had been done to it.
    await (wasWanted ? service.start() : this.#options.workshop.prepare(service, () => {})).catch(refuse)
  }

  /**
   * Ends a process as `kill -9` would: an instance (`education-1`) or infrastructure (`postgres`) of ours. It comes back at
   * once, and has not crashed. Returns its number; null while it is away.
   * @throws {HostRefused}
   */
  kill(name: string): number | null {
    const { profile, roster, foundation } = this.#options
    if (profile === 'production')
      throw new HostRefused('not-in-production', 'Nothing is killed for trial in the production profile')
    const instance = roster.all.flatMap(({ instances }) => instances).find(({ id }) => id === name)
    const pid = instance ? instance.kill() : foundation.kill(name)
    if (pid !== undefined) return pid
    throw new HostRefused('unknown-service', `There is no process ${name}`)
  }

  #databaseOf(name: string): string {
    const { database } = this.#service(name).loaded.manifest.resources
    if (database) return database
    throw new HostRefused('no-database', `${name} has no database: its manifest asks for none`)
  }

  #service(name: string) {
    return this.#options.roster.one(name)
  }
}

function refuse(error: unknown): never {
  throw error instanceof TaskFailed ? new HostRefused('task-failed', error.message) : error
}
