import type { Socket } from 'node:net'
import pg from 'pg'

/** How the connections of a database are kept. Times in milliseconds. */
export interface PoolOptions {
  /** Most connections at once. Default 10. */
  connections?: number
  /** How long a statement may wait for a connection before it fails. Default 2,000. */
  connectTimeoutMs?: number
  /** How long a statement may run before the server cancels it. Default 10,000. */
  statementTimeoutMs?: number
  /** How long a connection may idle inside a transaction before the server ends it. Default 30,000. */
  idleInTransactionMs?: number
  /** How the connections call themselves in `pg_stat_activity`. Default: the service's name, once it has started. */
  applicationName?: string
}

/** One statement that has run. Parameters are not part of it: they may be secrets. */
export interface Statement {
  /** Its first word, in lower case: `select`, `insert`, `commit` … */
  kind: string
  sql: string
  tookMs: number
}

const KIND = /^\s*(\w+)/

/** Beyond the server's own limit, after which it would have said so. */
const SILENCE_MARGIN_MS = 2_000

/**
 * Opens a pool of bounded size; connections are made when they are first needed. One on which the server owes an answer
 * for 2 s longer than a statement may take is given up: behind it is nobody any more, whatever TCP believes.
 */
export function openPool(url: string, options: PoolOptions, ran: (statement: Statement) => void): pg.Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? 10_000
  return new pg.Pool({
    ...inUtc(url),
    max: options.connections ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 2_000,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: options.idleInTransactionMs ?? 30_000,
    application_name: options.applicationName,
    keepAlive: true,
    // A transaction's first statement need not wait for its beginning to be answered, nor its end for its last.
    pipeline: true,
    Client: measuredClient(ran, statementTimeoutMs + SILENCE_MARGIN_MS),
  })
}

/** Prisma writes and reads times without their zone, as those of the session's: the server's, if nobody says otherwise. */
const ZONE = '-c TimeZone=UTC'
const GIVEN_OPTIONS = /[?&]options=[^&]*/

function inUtc(url: string): pg.PoolConfig {
  if (!GIVEN_OPTIONS.test(url)) return { connectionString: url, options: ZONE }
  return {
    connectionString: url.replace(GIVEN_OPTIONS, given => `${given}${encodeURIComponent(` ${ZONE}`)}`),
  }
}

/** Lets statements on this connection take as long as they like. It should not go back to the pool. */
export async function withoutTimeLimit(client: pg.PoolClient): Promise<void> {
  const { stream } = Reflect.get<object, 'connection'>(client, 'connection') as { stream: Socket }
  stream.setTimeout(0)
  await client.query('SET statement_timeout = 0')
}

type Callback = (...results: unknown[]) => void

// Both Prisma and pg's own callers end up here, so one place times every statement. The method is replaced on each
// client, not overridden: one signature stands for pg's eight overloads.
function measuredClient(ran: (statement: Statement) => void, silenceMs: number): typeof pg.Client {
  return class MeasuredClient extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config)
      let owed = 0
      const begun = () => void owed++
      const ended = (statement: Statement) => {
        owed--
        ran(statement)
      }
      const query = (args: unknown[]): unknown => Reflect.apply(super.query, this, args)
      Reflect.set(this, 'query', (...args: unknown[]) => measured(args, query, { begun, ended }))
      hangUpOnSilence(this, silenceMs, () => owed > 0)
    }
  }
}

/** Ends a connection whose server neither answers nor goes: pg would wait for it for ever, and hold its place in the pool. */
function hangUpOnSilence(client: pg.Client, silenceMs: number, isOwed: () => boolean): void {
  client.once('connect', () => {
    const stream = client.connection.stream as Socket
    stream.setTimeout(silenceMs, () => {
      const silence = new Error(`the database has not answered for ${silenceMs} ms`)
      if (isOwed()) stream.destroy(Object.assign(silence, { code: 'ETIMEDOUT' }))
    })
  })
}

interface Measuring {
  begun: () => void
  ended: (statement: Statement) => void
}

function measured(args: unknown[], query: (args: unknown[]) => unknown, { begun, ended }: Measuring) {
  const sql = textOf(args[0])
  if (sql === undefined) return query(args)
  const startedAt = performance.now()
  begun()
  return timed(args, query, () => ended({ kind: kindOf(sql), sql, tookMs: performance.now() - startedAt }))
}

function timed(args: unknown[], query: (args: unknown[]) => unknown, done: () => void): unknown {
  const callback = args.at(-1)
  if (isCallback(callback)) return query([...args.slice(0, -1), andThen(callback, done)])
  const result = query(args)
  if (result instanceof Promise) result.then(done, done)
  return result
}

function isCallback(value: unknown): value is Callback {
  return typeof value === 'function'
}

function andThen(callback: Callback, done: () => void): Callback {
  return (...results) => {
    done()
    callback(...results)
  }
}

function textOf(query: unknown): string | undefined {
  if (typeof query === 'string') return query
  if (typeof query !== 'object' || query === null || 'submit' in query) return undefined
  const text = Reflect.get(query, 'text')
  return typeof text === 'string' ? text : undefined
}

function kindOf(sql: string): string {
  return KIND.exec(sql)?.[1]?.toLowerCase() ?? 'other'
}
