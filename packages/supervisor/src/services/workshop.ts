import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { LogLine, RunOptions } from '../api.js'
import { type Bundle, forgetBuilds, type Renew, renewHere, renewOften } from '../bundle/bundle.js'
import { isUnchanged } from '../bundle/fingerprint.js'
import { renewApart } from '../bundle/renew-apart.js'
import type { Conditions } from '../conditions.js'
import type { HostSettings } from '../config.js'
import type { Foundation } from '../infrastructure/foundation.js'
import type { PostgresInfrastructure } from '../postgres/postgres-infrastructure.js'
import { freePort } from '../process/ports.js'
import type { Processes } from '../process/processes.js'
import { replaceJson } from '../state/atomic-file.js'
import type { Paths } from '../state/paths.js'
import type { Secrets } from '../state/secrets.js'
import { DatabaseClients } from './database-clients.js'
import { environmentOf, IDENTITY_SERVICE, type PlatformEnvironment } from './environment.js'
import type { HeldSocket } from './held-socket.js'
import { HeldSockets } from './held-sockets.js'
import { Instance } from './instance.js'
import { Limit } from './limit.js'
import type { ManagedService } from './managed-service.js'
import type { PortBook } from './port-book.js'
import { bundleService, cacheOf, readStamp, type Stamp, stampFor, writeStamp } from './preparation.js'
import { type Program, SOCKET_FD } from './program.js'
import type { Preparation } from './status.js'
import { readConfiguration, runTask, type TaskName } from './task.js'

export interface WorkshopOptions {
  readonly paths: Paths
  readonly settings: HostSettings
  readonly run: RunOptions
  readonly secrets: Secrets
  readonly ports: PortBook
  readonly processes: Processes
  readonly postgres: PostgresInfrastructure
  readonly foundation: Foundation
  readonly conditions: Conditions
  readonly services: () => readonly ManagedService[]
  readonly onChange: (service: ManagedService) => void
  readonly onLog: (log: LogLine) => void
}

/** Makes of a service's sources and manifest what can be run. */
export class Workshop {
  readonly #options: WorkshopOptions
  readonly #clients: DatabaseClients
  readonly #renew: Renew
  readonly #sockets = new HeldSockets()
  /** More tasks at once than this only make each other slow. */
  readonly #tasks = new Limit(availableParallelism() + 1)

  constructor(options: WorkshopOptions) {
    this.#options = options
    this.#clients = new DatabaseClients(options.paths)
    this.#renew = renewalFor(options)
  }

  /** Builds the program, and brings the service's database up to it; a running service is seeded afterwards (`finish`). */
  async prepare(service: ManagedService, onStage: (stage: Preparation['stage']) => void): Promise<Bundle> {
    const { paths } = this.#options
    const building = this.#build(service, paths)
    // Both are waited for: whoever hears of a failure may rely on nothing being written any more.
    const [provided] = await Promise.allSettled([this.#provision(service), building])
    if (provided.status === 'rejected') throw provided.reason
    const bundle = await building
    await this.#migrate(service, bundle, () => onStage('migrating'))
    return bundle
  }

  instancesOf(service: ManagedService): Instance[] {
    const { manifest } = service.loaded
    const { processes, onLog } = this.#options
    const onChange = () => {
      if (service.isListening) this.#sockets.prove(service.name)
      this.releaseSocket(service)
      this.#options.onChange(service)
    }
    return Array.from({ length: manifest.replicas }, (_, i) => {
      const id = `${manifest.name}-${i + 1}`
      const program = () => this.#program(service, id, i === 0)
      return new Instance({ id, service: manifest.name, processes, program, onChange, onLog })
    })
  }

  /** The port of the socket that is held for a service. */
  heldPortOf({ name }: ManagedService): number | null {
    return this.#sockets.get(name)?.port ?? null
  }

  /** Nobody is to wait at the door of a service that does not come back. */
  releaseSocket(service: ManagedService) {
    if (!service.isExpected) this.#sockets.release(service.name)
  }

  /** Ends what is kept for the next build. */
  async close(): Promise<void> {
    if (this.#options.run.watch) await forgetBuilds()
  }

  /** Tells the identity service whom to know; services come while it runs. */
  async publishServiceKeys(): Promise<void> {
    const { secrets, paths, services } = this.#options
    const hashes = secrets.serviceKeyHashes(services().map(({ name }) => name))
    await secrets.save()
    await replaceJson(paths.serviceKeys, hashes)
  }

  async #build({ loaded }: ManagedService, paths: Paths): Promise<Bundle> {
    await this.#clients.ensure(loaded.folder, cacheOf(loaded, paths))
    // Those that start together are built together: they have most of what they consist of in common.
    await this.#clients.settled()
    return bundleService(loaded, paths, this.#renew)
  }

  async #provision({ loaded: { manifest } }: ManagedService) {
    const { foundation, secrets } = this.#options
    await foundation.provision(manifest)
    for (const name of manifest.secrets) secrets.variable(manifest.name, name)
    await secrets.save()
  }

  async #migrate(service: ManagedService, bundle: Bundle, onStage: () => void) {
    const { manifest } = service.loaded
    const { database } = manifest.resources
    if (!database) return
    const { postgres, paths } = this.#options
    const done = readStamp(await postgres.label(database))
    const due = stampFor(service.loaded, bundle, paths)
    if (done.migrate === due.migrate && (done.seed === due.seed || service.isRunning)) return
    onStage()
    const isMigrated = done.migrate === due.migrate
    if (!service.isRunning) return this.#fill(service, bundle, { task: isMigrated ? 'seed' : 'prepare', due })
    if (!isMigrated) await this.#fill(service, bundle, { task: 'migrate', due: { ...due, seed: '' } })
  }

  /** Seeds a running service's database if its sources ask for it: whoever saves a file waits for the file first. */
  async finish(service: ManagedService): Promise<void> {
    const { bundle, loaded } = service
    const { database } = loaded.manifest.resources
    if (!database || !bundle) return
    const { postgres, paths } = this.#options
    const due = stampFor(loaded, bundle, paths)
    if (readStamp(await postgres.label(database)).seed !== due.seed)
      await this.#fill(service, bundle, { task: 'seed', due })
  }

  /** Runs a task, and notes with the database what has been done to it by then. */
  async #fill(service: ManagedService, bundle: Bundle, { task, due }: { task: TaskName; due: Stamp }) {
    await this.#task(service, bundle, task)
    const { database = '' } = service.loaded.manifest.resources
    await this.#options.postgres.setLabel(database, writeStamp(due))
  }

  /** Runs a task now, whatever has been done before. */
  async task(service: ManagedService, task: TaskName): Promise<void> {
    const bundle = service.bundle ?? (await this.#build(service, this.#options.paths))
    await this.#provision(service)
    await this.#task(service, bundle, task)
  }

  /** What a process started now is configured by. What runs keeps its program: changed sources are built apart. */
  async configuration(service: ManagedService): Promise<unknown> {
    const { paths } = this.#options
    const isCurrent = service.bundle?.inputs.every(isUnchanged) ?? false
    const apart = service.isRunning && !isCurrent ? { ...paths, cache: join(paths.cache, 'asked') } : paths
    const bundle = isCurrent && service.bundle ? service.bundle : await this.#build(service, apart)
    await this.#provision(service)
    return readConfiguration(await this.#taskProgram(service, bundle, 'config'), this.#options.processes)
  }

  #task(service: ManagedService, bundle: Bundle, task: TaskName): Promise<void> {
    const { processes, onLog } = this.#options
    return this.#tasks.run(async () => {
      const program = await this.#taskProgram(service, bundle, task)
      await runTask(program, { service: service.name, task, processes, onLog })
    })
  }

  async #taskProgram(service: ManagedService, { file }: Bundle, purpose: string): Promise<Program> {
    const env = await this.#environment(service, `${service.name}-${purpose}`, 0)
    return { file, folder: service.loaded.folder, env, port: 0, inspectPort: null, socket: null }
  }

  async #program(service: ManagedService, instance: string, isFirst: boolean): Promise<Program> {
    const { bundle, loaded } = service
    if (!bundle) throw new Error(`${service.name} has not been built`)
    await this.#foundationUnder(service)
    const socket = await this.#socketFor(service, instance)
    const port = isFirst && !socket ? await this.portOf(service) : 0
    const env = await this.#environment(service, instance, port)
    return {
      file: bundle.file,
      folder: loaded.folder,
      env: socket ? { ...env, LISTEN_FD: String(SOCKET_FD) } : env,
      port,
      inspectPort: await this.#inspectPort(service.name),
      socket,
    }
  }

  /** One that starts while its database is coming back would only crash. */
  #foundationUnder({ loaded: { manifest } }: ManagedService): Promise<void> {
    const { conditions, foundation } = this.#options
    return conditions.until(() => foundation.isThere(manifest))
  }

  /** The processes of a gateway share one address; the others have each their own, between which the gateway chooses. */
  async #socketFor(service: ManagedService, instance: string): Promise<HeldSocket | null> {
    if (service.loaded.manifest.kind !== 'gateway') return null
    return this.#sockets.for(service.name, instance, () => this.#allot(service))
  }

  /** Where a service is reached; the same as long as nobody else takes it. */
  portOf(service: ManagedService): Promise<number> {
    const first = service.instances[0]?.status
    const own = this.heldPortOf(service) ?? (first?.pid ? first.port : null)
    return own ? Promise.resolve(own) : this.#allot(service)
  }

  #allot({ name, loaded }: ManagedService): Promise<number> {
    const { ports, run } = this.#options
    const asked = run.ports?.[name]
    return ports.allot(name, [...(asked ? [asked] : []), loaded.manifest.port])
  }

  async #inspectPort(name: string): Promise<number | null> {
    const { inspect } = this.#options.run
    const isWanted = inspect === true || (Array.isArray(inspect) && inspect.includes(name))
    return isWanted ? freePort(9_229) : null
  }

  async #environment(
    service: ManagedService,
    instance: string,
    port: number,
  ): Promise<Record<string, string>> {
    const { manifest } = service.loaded
    const { foundation, run, secrets } = this.#options
    const resources = foundation.environment(manifest)
    const overrides = run.env?.[service.name] ?? {}
    const env = environmentOf(manifest, await this.#platform(), { instance, port, resources, overrides })
    await secrets.save()
    return env
  }

  async #platform(): Promise<PlatformEnvironment> {
    const { paths, settings, run, secrets, services } = this.#options
    const urlOf = async (service: ManagedService | undefined) =>
      service ? `http://127.0.0.1:${await this.portOf(service)}` : null
    const all = services()
    return {
      profile: run.profile ?? 'local',
      carrier: settings.carrier,
      inherited: settings.inherited,
      paths,
      secrets,
      authUrl: await urlOf(all.find(({ name }) => name === IDENTITY_SERVICE)),
      gatewayUrl: await urlOf(all.find(({ loaded }) => loaded.manifest.kind === 'gateway')),
      services: all.map(({ name }) => name),
    }
  }
}

/** Who watches saves builds often; who does not had better have the memory back. */
function renewalFor({ run, settings }: WorkshopOptions): Renew {
  if (run.watch) return renewOften
  return settings.builder ? renewApart(settings.builder) : renewHere
}
