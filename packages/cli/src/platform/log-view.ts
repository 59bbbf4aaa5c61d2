import type { LogRecord } from '../documents/logs.js'
import type { Look } from '../look.js'
import { levelOf } from './logs.js'

const KNOWN = new Set(['time', 'level', 'service', 'instance', 'message', 'requestId', 'traceId'])
const ACCESS = new Set([
  ...KNOWN,
  'method',
  'path',
  'principal',
  'address',
  'operation',
  'status',
  'durationMs',
  'bytes',
])

/** One line for people: time, who, what; an access record as method, path, status and time. */
export function logText(log: LogRecord, look: Look): string {
  const time = look.dim(log.at.slice(11, 23))
  return `${time} ${sourceText(log.instance, look)} ${messageText(log, look)}`
}

function sourceText(instance: string, look: Look) {
  const paints = [look.accent, look.good, look.warn, look.bold]
  const sum = Array.from(instance, letter => letter.charCodeAt(0)).reduce((total, code) => total + code, 0)
  return (paints[sum % paints.length] ?? look.bold)(instance.padEnd(12))
}

function messageText(log: LogRecord, look: Look) {
  const { record, line } = log
  if (!record) return levelOf(log) === 'error' ? look.bad(line) : line
  if (record['message'] === 'request' && 'method' in record) return accessText(record, look)
  const { error, warn, info, debug } = { error: look.bad, warn: look.warn, info: String, debug: look.dim }
  const paint = { error, warn, info, debug }[levelOf(log)]
  return `${paint(String(record['message'] ?? line))}${look.dim(restText(record, KNOWN))}`
}

function accessText(record: Readonly<Record<string, unknown>>, look: Look) {
  const { method, path, status, durationMs, requestId } = record
  const paint = Number(status) >= 500 ? look.bad : Number(status) >= 400 ? look.warn : look.good
  const took = look.dim(`${Number(durationMs).toFixed(1)} ms ${String(requestId)}${restText(record, ACCESS)}`)
  return `${String(method).padEnd(6)} ${String(path)} ${paint(String(status))} ${took}`
}

function restText(record: Readonly<Record<string, unknown>>, known: ReadonlySet<string>) {
  return Object.entries(record)
    .filter(([name]) => !known.has(name))
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('')
}
