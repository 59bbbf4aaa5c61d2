import type { Queue, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { openRedis } from '../../cache/redis.js'
import { at } from '../../events/fault-point.js'
import { type Next, Pump } from '../../events/pump.js'
import type { Kit, Resource } from '../../resource.js'
import { HOLD_MS, oldestDue, takeOne } from '../job-rows.js'
import type { DispatchOptions } from '../table-dispatch.js'
import { handOver } from './turns.js'

/** What a turn tells a worker. */
interface Turn {
  jobId: string
}

/** The queue of one kind of job, and who works on it. */
interface Crew {
  queue: Queue<Turn>
  worker: Worker<Turn>
}

const SWEEP_MS = 1_000
const MOST = 500
const LEAST_REST_MS = 5
const STALE_MS = 60_000
/** A turn is its worker's for as long without being renewed as the job it stands for. */
const LOCK_MS = HOLD_MS
/** One that died between hearing of a turn and taking its job leaves nothing but the turn: how often that is looked for. */
const STALLED_MS = 3_000
const PATIENCE = { lockDuration: LOCK_MS, stalledInterval: STALLED_MS }
const NO_EVICTION = 'noeviction'
const PREFIX = 'azora-jobs'
const COMMAND_MS = 2_000
const LONGEST_RECONNECT_MS = 2_000

const reconnectAfter = (attempt: number) => Math.min(LONGEST_RECONNECT_MS, 50 * 2 ** Math.min(attempt, 6))
const unheard = () => {}

/**
 * Has BullMQ tell the processes of a service whose turn it is, over a Redis: one queue for each kind of job.
 *
 * Jobs themselves stay in the service's database: what is in Redis is only the id of a job that is due. So enqueuing is part
 * of the caller's transaction as ever, and a Redis that loses everything delays jobs by seconds and loses none.
 */
export class BullmqDispatch implements Resource {
  readonly required = false
  readonly #options: DispatchOptions
  readonly #url: string
  readonly #crews = new Map<string, Crew>()
  readonly #pump: Pump
  #client: Redis | undefined
  #kit: Kit | undefined
  #unhook: () => void = () => {}

  /** @param url `JOBS_REDIS_URL`. */
  constructor(url: string, options: DispatchOptions) {
    this.#url = url
    this.#options = options
    this.#pump = new Pump({ work: () => this.#pass(), failed: this.#failed, sweepMs: SWEEP_MS })
  }

  /** @throws {TypeError} If the Redis may throw away what it is given to keep. One that is away is waited for. */
  async start(kit: Kit): Promise<void> {
    this.#kit = kit
    this.#client = await at('bullmq.connect', () =>
      openRedis(this.#url, { commandTimeoutMs: COMMAND_MS }, unheard),
    )
    await at('bullmq.policy', () => this.#refuseEviction(this.#client))
    await at('bullmq.crews', () => this.#engage(this.#client))
    this.#unhook = this.#options.table.onWake(() => this.#pump.wake())
    this.#pump.start()
    kit.log.info('jobs are run', { dispatch: 'bullmq', kept: 'postgresql' })
  }

  async stop(): Promise<void> {
    const workers = [...this.#crews.values()].map(({ worker }) => worker)
    this.#unhook()
    await at('bullmq.stop', () => this.#pump.stop())
    await at('bullmq.pause', () => Promise.all(workers.map(worker => worker.pause(true))))
    await at('bullmq.drain', () => this.#options.runner.drain(this.#options.graceMs))
    this.#client?.disconnect()
    await at('bullmq.close', () => Promise.all(workers.map(worker => worker.close(true))))
  }

  /** Fails while jobs have been due for long: nobody may be left to hand them out, or to run them. */
  async check(): Promise<void> {
    const { pool, runner } = this.#options
    const now = this.#now()
    const dueAt = await at('bullmq.check', () => oldestDue(pool, [...runner.handlers.keys()], now))
    const lateMs = now.getTime() - (dueAt ?? now).getTime()
    if (lateMs > STALE_MS) throw new Error(`a job has been due for ${Math.round(lateMs / 1_000)} s`)
  }

  /** Hands over what is due. */
  async #pass(): Promise<Next> {
    const now = this.#now()
    const names = [...this.#crews.keys()]
    const { turns, nextDueAt } = await at('bullmq.due', () =>
      handOver(this.#options.pool, { names, most: MOST, now }),
    )
    for (const name of new Set(turns.map(turn => turn.name))) {
      const own = turns.filter(turn => turn.name === name)
      const bulk = own.map(({ id, turn }) => ({
        name,
        data: { jobId: id },
        opts: { jobId: `${id}-${turn}`, removeOnComplete: true, removeOnFail: true },
      }))
      await at('bullmq.add', async () => this.#crews.get(name)?.queue.addBulk(bulk))
    }
    if (turns.length === MOST) return 'again'
    return nextDueAt ? { afterMs: Math.max(LEAST_REST_MS, nextDueAt.getTime() - now.getTime()) } : 'idle'
  }

  /** The driver and its scripts are loaded here and not before: a service that has no such Redis is spared them. */
  async #engage(client: Redis | undefined): Promise<void> {
    const { Queue: NewQueue, Worker: NewWorker } = await at('bullmq.load', () => import('bullmq'))
    const work = async ({ data }: { data: Turn }) => this.#turn(data.jobId)
    for (const { name, concurrency } of this.#options.runner.handlers.values()) {
      const queue = new NewQueue<Turn>(name, { prefix: PREFIX, connection: client ?? {} })
      const waiting = { url: this.#url, maxRetriesPerRequest: null, retryStrategy: reconnectAfter }
      const options = { prefix: PREFIX, connection: waiting, concurrency, ...PATIENCE }
      const worker = new NewWorker<Turn>(name, work, options)
      // Whoever adds hears of it; whoever waits, waits on.
      queue.on('error', unheard)
      worker.on('error', unheard)
      this.#crews.set(name, { queue, worker })
    }
  }

  /** A job's turn: it is run if it is still due and nobody has it. */
  async #turn(jobId: string): Promise<void> {
    const { pool, runner } = this.#options
    if (runner.running.includes(jobId)) return
    const taken = await at('bullmq.take', () =>
      takeOne(pool, jobId, { holder: runner.holder, now: this.#now() }),
    )
    if (taken) await at('bullmq.run', () => runner.run(taken))
    this.#pump.wake()
  }

  async #refuseEviction(client: Redis | undefined): Promise<void> {
    const asked = async () => client?.config('GET', 'maxmemory-policy')
    const reply: unknown = await at('bullmq.ask', () => asked().catch(() => undefined))
    const policy: unknown = Array.isArray(reply) ? reply[1] : undefined
    if (policy === NO_EVICTION) return
    if (typeof policy === 'string')
      throw new TypeError(
        `the Redis at JOBS_REDIS_URL evicts keys (${policy}): set its maxmemory-policy to ${NO_EVICTION}`,
      )
    this.#kit?.log.warn('it is not known whether the Redis of the jobs evicts keys')
  }

  #now(): Date {
    return this.#kit?.clock.now() ?? new Date()
  }

  readonly #failed = (error: unknown, times: number): void => {
    if (times === 1) this.#kit?.log.warn('jobs could not be handed over; they wait', { error })
  }
}
