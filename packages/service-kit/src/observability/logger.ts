import { LEVEL, MESSAGE } from 'triple-beam'
import winston from 'winston'
import type Transport from 'winston-transport'
import { redact, redactText } from './redact.js'

/** Severity, most severe first. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug'

/** What is logged beside the message. Secrets in it are masked by key and by shape. */
export type LogFields = Readonly<Record<string, unknown>>

/** Structured logging: one JSON object a line, with time, level, service and message first. */
export interface Logger {
  error(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  debug(message: string, fields?: LogFields): void
  /** A logger that adds these fields to every record. Not for hot paths: make it once, not per request. */
  with(fields: LogFields): Logger
  /** Hands a finished record (one JSON line, or several joined by newlines) to the transports as it is. */
  ready(lines: string): void
}

/** The options of {@link createLogger}. */
export interface LoggerOptions {
  service: string
  instance?: string | undefined
  level: LogLevel
  /** Where records end. */
  transports: Transport[]
}

const READY = Symbol('ready-made')

/** Creates the service's logger over winston; every record ends in winston's transports. */
export function createLogger({ service, instance, level, transports }: LoggerOptions): Logger {
  const format = winston.format(info => {
    if (READY in info) return info
    const { level: severity, message, ...fields } = info
    const record = {
      time: new Date().toISOString(),
      level: severity,
      service,
      instance,
      message: redactText(String(message)),
    }
    return Object.assign(info, { [MESSAGE]: JSON.stringify({ ...record, ...(redact(fields) as object) }) })
  })
  const logger = winston.createLogger({
    level,
    format: format(),
    transports,
  })
  return wrap(logger, {})
}

function wrap(logger: winston.Logger, bound: LogFields): Logger {
  const at = (level: LogLevel) => (message: string, fields?: LogFields) => {
    logger.log({ ...bound, ...fields, level, message })
  }
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    with: fields => wrap(logger, { ...bound, ...fields }),
    ready: lines => {
      logger.write({ level: 'info', message: '', [LEVEL]: 'info', [MESSAGE]: lines, [READY]: true })
    },
  }
}
