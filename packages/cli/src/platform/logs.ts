import { createReadStream, existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { HostClient, LogLine } from '@azora/supervisor'
import type { LogRecord } from '../documents/logs.js'

/** Which lines are wanted. */
export interface LogQuestion {
  /** Services, `postgres`, `redis` or `azora`; none: all. */
  sources: readonly string[]
  /** How many of the last lines to begin with. */
  tail: number
  /** The least severe level wanted; lines that are no records count as `info`, those on stderr as `error`. */
  level: Level
  /** Only records of this request. */
  request: string | undefined
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type Level = (typeof LEVELS)[number]

/** The last lines of what was written, oldest first, whether or not anything runs. */
export async function lastLines(folder: string, question: LogQuestion): Promise<LogRecord[]> {
  const names = question.sources.length > 0 ? question.sources : await sourcesIn(folder)
  const files = names.flatMap(name => [join(folder, `${name}.1.log`), join(folder, `${name}.log`)])
  const lines = await Promise.all(files.filter(file => existsSync(file)).map(file => linesOf(file, question)))
  return lines.flat().toSorted(byTime).slice(-question.tail)
}

/** The sources anything was written by. */
export async function sourcesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder).catch(() => [])
  return [
    ...new Set(entries.filter(name => name.endsWith('.log')).map(name => name.replace(/(\.1)?\.log$/, ''))),
  ]
}

/** The lines so far, then those that are written, until the host ends or `signal` aborts. */
export async function* followed(
  host: HostClient,
  question: LogQuestion,
  { lines, signal }: { lines: readonly LogRecord[]; signal: AbortSignal },
): AsyncGenerator<LogRecord> {
  yield* lines
  for await (const event of host.events({ logs: true, signal })) {
    if (event.type !== 'log') continue
    const record = recordOf(event.log)
    if (isWanted(record, question)) yield record
  }
}

function byTime(a: LogRecord, b: LogRecord) {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : 0
}

async function linesOf(file: string, question: LogQuestion) {
  const kept: LogRecord[] = []
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const parsed = jsonOf(line)
    if (!isLogLine(parsed)) continue
    const record = recordOf(parsed)
    if (isWanted(record, question)) kept.push(record)
    // Files grow to many megabytes; only the end is wanted.
    if (kept.length >= 2 * question.tail) kept.splice(0, kept.length - question.tail)
  }
  return kept
}

function isLogLine(value: unknown): value is LogLine {
  return typeof value === 'object' && value !== null && 'line' in value && 'source' in value && 'at' in value
}

function jsonOf(text: string): unknown {
  if (!text.startsWith('{')) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A line with what it says, where it is a record. */
export function recordOf(log: LogLine): LogRecord {
  const parsed = jsonOf(log.line)
  return { ...log, record: isRecord(parsed) ? parsed : null }
}

function isRecord(value: unknown): value is NonNullable<LogRecord['record']> {
  return typeof value === 'object' && value !== null
}

function isWanted(record: LogRecord, { sources, level, request }: LogQuestion) {
  if (request !== undefined && !isOf(record, request)) return false
  const isFromThere = sources.length === 0 || sources.includes(record.source)
  return isFromThere && LEVELS.indexOf(levelOf(record)) >= LEVELS.indexOf(level)
}

function isOf({ record }: LogRecord, request: string) {
  return record?.['requestId'] === request || record?.['traceId'] === request
}

/** How severe a line is: by its own word if it is a record or a server's, else by the stream it was written to. */
export function levelOf({ record, source, stream, line }: Omit<LogRecord, 'at' | 'instance'>): Level {
  if (isProbe(record)) return 'debug'
  const said = LEVELS.find(level => level === record?.['level'])
  if (said) return said
  if (SERVERS.has(source)) return serverLevel(line)
  return stream === 'stderr' ? 'error' : 'info'
}

/** What the platform asks itself every second says nothing to people. */
function isProbe(record: LogRecord['record']) {
  if (record?.['message'] !== 'request' || Number(record['status']) >= 400) return false
  return PROBES.has(String(record['path']))
}

const PROBES = new Set(['/livez', '/readyz', '/metrics', '/v1/revocations', '/.well-known/jwks.json'])

const SERVERS = new Set(['postgres', 'redis'])

function serverLevel(line: string): Level {
  if (/\b(ERROR|FATAL|PANIC):/.test(line)) return 'error'
  return /\bWARNING:/.test(line) ? 'warn' : 'info'
}
