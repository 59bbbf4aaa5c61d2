import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { HostClient, ServiceDatabase, Status } from '@azora/supervisor'
import type { ChaosDocument } from '../documents/chaos.js'
import { UserError } from '../exit.js'
import { refuseUnready } from '../platform/readiness.js'
import { killAll } from './kills.js'
import { type Pair, verdictOn } from './outcome.js'
import { ProbedService } from './probed-service.js'
import { isClean } from './report.js'
import { untilRest } from './rest.js'
import { KILL_EVERY_MS, killSchedule } from './schedule.js'
import { isWanted, type Targets, targetsOf } from './targets.js'

/** What is asked of a trial. */
export interface TrialOptions {
  readonly seconds: number
  /** `random`, or one target. */
  readonly kill: string
  readonly events: number
  readonly seed: number
  /** How long it may take to drain. */
  readonly timeoutMs: number
}

/** Where a trial takes place, and who hears of it. */
export interface TrialSurroundings {
  readonly host: HostClient
  readonly databases: readonly ServiceDatabase[]
  readonly signal: AbortSignal
  say(text: string): void
}

type Run = TrialOptions & TrialSurroundings & { readonly run: string }

type Databases = readonly [ServiceDatabase, ...ServiceDatabase[]]

/** So many that all lanes are used, and so few that one fits into memory. */
const KEYS = 64
const TAKE_UP_MS = 60_000
const LEAVE_MS = 30_000
const POLL_MS = 100

/**
 * Tries the running platform: orders events, kills while they are published, waits until all is at rest and compares what was
 * committed with what was handled. Its traces are removed afterwards, unless there are faults to look into.
 * @throws {UserError} `nothing-to-try`, `not-taken-up`, `replaced`, and those of {@link targetsOf}
 */
export async function holdTrial(options: TrialOptions, around: TrialSurroundings): Promise<ChaosDocument> {
  const it: Run = { ...options, ...around, run: randomUUID() }
  const databases = await takingPart(it)
  let isFaulty = false
  try {
    const outcome = await tried(it, databases)
    isFaulty = !isClean(outcome)
    return outcome
  } finally {
    await leave(databases, isFaulty)
  }
}

/** In these a service has no process, yet or any more. One that was just killed is in none of them: it may be tried again. */
const WITHOUT_PROCESS: ReadonlySet<string> = new Set(['pending', 'building', 'migrating', 'failed'])

/**
 * Refuses a platform that is not to be tried, or not yet: what has not been started would be left out, and prove nothing. What
 * was stopped on purpose takes no part.
 * @throws {UserError} `not-in-production`, `not-ready`
 */
export function refuseTrial({ profile, services }: Pick<Status, 'profile' | 'services'>): void {
  if (profile === 'production')
    throw new UserError('not-in-production', 'Nothing is killed for trial in the production profile')
  refuseUnready(services.filter(({ state }) => WITHOUT_PROCESS.has(state)))
}

/** The databases of services that publish or handle events. */
async function takingPart({ host, databases, signal }: Run): Promise<Databases> {
  const { services } = await host.status()
  const running = databases.filter(({ service }) => isWanted(services, service))
  const having = await Promise.all(
    running.map(database => withService(database, signal, service => service.hasEvents())),
  )
  const [first, ...others] = running.filter((_, place) => having[place])
  if (first) return [first, ...others]
  refuseUnready(services)
  throw new UserError('nothing-to-try', 'No service of this platform has events')
}

async function tried(it: Run, databases: Databases): Promise<ChaosDocument> {
  const { host, signal, seconds, seed, events } = it
  const services = databases.map(database => new ProbedService(nameAndUrl(database), signal))
  try {
    const pairs = services.map((publisher, place) => ({
      publisher,
      handler: services[(place + 1) % services.length] ?? publisher,
    }))
    const transport = await ordered(it, pairs)
    const targets = targetsOf({ host, status: await host.status(), databases, transport }, it.kill)
    const { kills, ...rest } = await strained(it, services, targets)
    const verdict = await verdictOn(pairs)
    return { transport, seconds, seed, events, ...verdict, kills, ...rest, notes: [...targets.notes] }
  } finally {
    for (const service of services) await service.close()
  }
}

/** Tells every service its part and waits until all have taken it up. Resolves with the transport they use. */
async function ordered({ run, events, seconds, say, signal }: Run, pairs: readonly Pair[]): Promise<string> {
  const share = (place: number) => Math.floor((events + place) / pairs.length)
  for (const [place, { publisher }] of pairs.entries()) {
    const source = pairs.find(({ handler }) => handler === publisher)?.publisher.name ?? publisher.name
    const keys = Math.max(1, Math.min(KEYS, share(place)))
    await publisher.order({ run, source, events: share(place), keys, seconds })
  }
  const takenUp = await Promise.all(pairs.map(({ publisher }) => transportOf(publisher, signal)))
  say(`${pairs.length} services publish ${events} events within ${seconds} s by ${takenUp[0]}.`)
  return [...new Set(takenUp)].join(', ')
}

async function transportOf(service: ProbedService, signal: AbortSignal): Promise<string> {
  for (let waited = 0; waited < TAKE_UP_MS; waited += POLL_MS) {
    const transport = await service.transport()
    if (transport) return transport
    await delay(POLL_MS, undefined, { signal })
  }
  throw new UserError('not-taken-up', `${service.name} does not take part`)
}

/** Publishes and kills, then waits for rest. */
async function strained(it: Run, services: readonly ProbedService[], targets: Targets) {
  const { seconds, seed, events, run, say, timeoutMs } = it
  const over = new AbortController()
  const signal = AbortSignal.any([it.signal, over.signal])
  const kills: ChaosDocument['kills'] = []
  const onKill = (kill: ChaosDocument['kills'][number]) => {
    kills.push(kill)
    say(`${kill.at.slice(11, 23)}  kill -9 ${kill.target} (${kill.pid})`)
  }
  const schedule = scheduleOf(it, targets)
  for (const service of services) await service.begin()
  try {
    const until = Promise.all([
      killAll({ schedule, kills: targets.kills, seed, signal, onKill }),
      delay(seconds * 1_000, undefined, { signal }),
    ])
    const rest = untilRest(services, { run, events, until, timeoutMs, signal, say })
    const [found] = await Promise.all([rest, until])
    return { kills, ...found }
  } finally {
    over.abort()
  }
}

function scheduleOf({ seconds, seed }: Run, { kinds }: Targets) {
  const schedule = killSchedule({ seconds, seed, kinds })
  if (schedule.length >= kinds.length) return schedule
  const needed = (kinds.length * KILL_EVERY_MS) / 1_000
  throw new UserError('usage', `${seconds} s are too short to kill one of each kind`, {
    remedy: `Give it ${needed} s, or name what to kill.`,
  })
}

/** Ends everybody's part; what they did stays where there are faults. */
async function leave(databases: Databases, isFaulty: boolean): Promise<void> {
  const signal = AbortSignal.timeout(LEAVE_MS)
  const part = (service: ProbedService) => (isFaulty ? service.end() : service.forget())
  await Promise.all(databases.map(database => withService(database, signal, part)))
}

async function withService<T>(
  database: ServiceDatabase,
  signal: AbortSignal,
  work: (service: ProbedService) => Promise<T>,
): Promise<T> {
  const service = new ProbedService(nameAndUrl(database), signal)
  try {
    return await work(service)
  } finally {
    await service.close()
  }
}

function nameAndUrl({ service: name, url }: ServiceDatabase) {
  return { name, url }
}
