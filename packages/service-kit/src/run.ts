import process from 'node:process'
import { systemClock } from './clock.js'
import type { KitConfig } from './config/kit-settings.js'
import { type ConfigReading, layersOf, readConfig, settingsFiles } from './config/read-config.js'
import { EXIT_CONFIG, faultReport } from './config/report.js'
import type { Settings } from './config/setting.js'
import { announcedBy } from './discovery/announced.js'
import { Lifecycle } from './lifecycle.js'
import { isMigratable } from './migratable.js'
import { LogOutput } from './observability/log-output.js'
import { createLogger, type Logger } from './observability/logger.js'
import { Metrics } from './observability/metrics.js'
import type { Kit } from './resource.js'
import { Rest } from './rest.js'
import { instantiate, namedResources, type RunningService, startService } from './running.js'
import type { Service } from './service.js'
import { optimizeWasmWhereHot } from './wasm-tiering.js'

/** What a service's process can be asked to do. */
const COMMANDS = { serve, migrate, seed, prepare, config: printConfig }
type Command = keyof typeof COMMANDS

const EXIT_FAILURE = 1
const EXIT_USAGE = 2
/** A drain that outlives every deadline of its parts by this much is ended by force. */
const FORCE_MARGIN_MS = 2_000
const LAST_WORDS_MS = 1_000

/**
 * Gives a service its process: `serve` (default), `migrate`, `seed`, both of these (`prepare`), or `config --json`, as the
 * command line asks.
 *
 * Exit codes: 0 done; 1 failed; 2 unknown command; 78 configuration invalid (every fault on stderr).
 */
export async function run(service: Service): Promise<void> {
  const command = process.argv[2] ?? 'serve'
  if (!Object.hasOwn(COMMANDS, command)) {
    process.stderr.write(`${service.name} knows ${Object.keys(COMMANDS).join(', ')}; not ${command}.\n`)
    process.exitCode = EXIT_USAGE
    return
  }
  optimizeWasmWhereHot()
  const reading = readConfig(service.settings, layersOf(process.env, process.cwd()))
  if (command === 'config') return printConfig(service, reading)
  if (!reading.ok) {
    process.stderr.write(`${faultReport(service.name, reading.faults)}\n`)
    process.exitCode = EXIT_CONFIG
    return
  }
  const config = reading.config as KitConfig
  const logbook = logbookFor(service, config)
  if (command === 'serve') return serve(service, config, { ...logbook, report: reportOf(service, reading) })
  await COMMANDS[command as Exclude<Command, 'config' | 'serve'>](service, config, logbook)
}

interface Logbook {
  log: Logger
  output: LogOutput
}

function logbookFor({ name }: Service, { instance, logLevel }: KitConfig): Logbook {
  const output = new LogOutput(process.stdout)
  return { output, log: createLogger({ service: name, instance, level: logLevel, transports: [output] }) }
}

/** Every setting with its origin; secrets are masked. */
function reportOf({ name }: Service, reading: ConfigReading<Settings>) {
  return { schemaVersion: 1, service: name, values: reading.values, faults: reading.ok ? [] : reading.faults }
}

function printConfig(service: Service, reading: ConfigReading<Settings>): void {
  process.stdout.write(`${JSON.stringify(reportOf(service, reading))}\n`)
  process.exitCode = reading.ok ? 0 : EXIT_CONFIG
}

type Serving = Logbook & { report: ReturnType<typeof reportOf> }

async function serve(service: Service, config: KitConfig, { log, output, report }: Serving): Promise<void> {
  let running: RunningService
  try {
    running = await startService(service, {
      config,
      log,
      logs: output,
      clock: systemClock,
      isDrainKnown: process.send !== undefined,
    })
  } catch (error) {
    log.error('the service did not start', { error })
    return exitWhenWritten(EXIT_FAILURE)
  }
  const end = ending(running, log)
  process.on('SIGTERM', () => end('SIGTERM', 0)).on('SIGINT', () => end('SIGINT', 0))
  process.on('uncaughtException', error => end('an uncaught error', EXIT_FAILURE, error))
  process.on('unhandledRejection', error => end('an unhandled rejection', EXIT_FAILURE, error))
  process.on('message', message => isRelief(message) && running.relieve())
  // Not before it can be asked to end: who reads this may do so at once.
  log.info('listening', { url: running.url })
  announce(service, { running, report }, end)
  new Rest().start()
}

/** What the supervisor says when another process serves in the place of this one. */
function isRelief(message: unknown): boolean {
  return typeof message === 'object' && message !== null && Reflect.get(message, 'type') === 'relieved'
}

/** Tells the supervisor, if one started this process, and ends when it is gone: nothing is left orphaned. */
function announce(
  service: Service,
  { running, report }: { running: RunningService; report: ReturnType<typeof reportOf> },
  end: (reason: string, code: number) => void,
): void {
  if (!process.send) return
  const { url } = running
  const contract = announcedBy(service.contract, running.operations)
  process.on('disconnect', () => end('the supervisor is gone', 0))
  const configuration = { report, files: settingsFiles(process.env, process.cwd()) }
  process.send({ type: 'listening', url, contract, configuration })
}

/** Drains once; asked a second time, it exits at once. */
function ending(running: RunningService, log: Logger) {
  let ending = false
  return (reason: string, code: number, error?: unknown) => {
    if (ending) return exitWhenWritten(EXIT_FAILURE)
    ending = true
    log[error === undefined ? 'info' : 'error']('draining', {
      reason,
      ...(error === undefined ? {} : { error }),
    })
    // The supervisor sends nobody here from now on, whoever it was that asked this process to end.
    if (process.connected) process.send?.({ type: 'draining', exitCode: code })
    setTimeout(() => exitWhenWritten(EXIT_FAILURE), running.stopMs + FORCE_MARGIN_MS).unref()
    void running.stop().then(failures => {
      for (const failure of failures)
        log.error('a resource did not stop', { resource: failure.name, error: failure.error })
      log.info('stopped')
      exitWhenWritten(failures.length > 0 ? EXIT_FAILURE : code)
    })
  }
}

// Standard output may be a pipe, which is written asynchronously: an empty write calls back when all before it is out.
// One that nobody reads keeps nobody alive.
function exitWhenWritten(code: number): void {
  process.exitCode = code
  setTimeout(() => process.exit(code), LAST_WORDS_MS).unref()
  process.stdout.write('', () => process.exit(code))
}

function migrate(service: Service, config: KitConfig, { log }: Logbook): Promise<void> {
  return withResources(service, { config, log }, instance => applyMigrations(service, instance))
}

function seed(service: Service, config: KitConfig, { log }: Logbook): Promise<void> {
  return withResources(service, { config, log }, instance => plantSeeds(service, instance, config))
}

/** Migrates, then seeds: half of what either takes is the start of the process. */
function prepare(service: Service, config: KitConfig, { log }: Logbook): Promise<void> {
  return withResources(service, { config, log }, async instance => {
    await applyMigrations(service, instance)
    await plantSeeds(service, instance, config)
  })
}

async function applyMigrations({ migrations }: Service, { resources, kit }: Instance): Promise<void> {
  for (const resource of Object.values(resources).filter(isMigratable)) {
    const applied = await resource.migrate(migrations, kit)
    kit.log.info('migrated', { applied })
  }
}

async function plantSeeds({ definition }: Service, { use, kit }: Instance, config: KitConfig): Promise<void> {
  await definition.seed?.(use, config)
  kit.log.info('seeded')
}

type Instance = ReturnType<typeof instantiate> & { kit: Kit }

/** Starts the resources without the socket, does the work, stops them whatever happened. */
async function withResources(
  service: Service,
  { config, log }: { config: KitConfig; log: Logger },
  work: (instance: Instance) => Promise<void>,
) {
  const kit: Kit = { service: service.name, log, clock: systemClock, metrics: new Metrics(service.name) }
  const lifecycle = new Lifecycle(kit, config.stopMs)
  try {
    const instance = instantiate(service, config, kit)
    await lifecycle.start(namedResources(service, instance.resources))
    await work({ ...instance, kit })
  } catch (error) {
    log.error('failed', { error })
    process.exitCode = EXIT_FAILURE
  } finally {
    for (const { name, error } of await lifecycle.stop())
      log.error('a resource did not stop', { resource: name, error })
  }
}
