import type { Status, SupervisorEvent } from '@azora/supervisor'
import type { LogRecord } from '../documents/logs.js'
import type { StatusDocument } from '../documents/status.js'
import { levelOf, recordOf } from '../platform/logs.js'
import { statusDocument } from '../platform/status-view.js'

/** What the live view of `azora up` shows. */
export interface UpModel {
  readonly status: StatusDocument
  /** The latest of what was written, oldest first. */
  readonly logs: readonly LogRecord[]
  readonly notice: { readonly level: 'info' | 'warn' | 'error'; readonly message: string } | null
  /** Everything asked for is ready or has failed. */
  readonly isSettled: boolean
  readonly mode: 'running' | 'stopping'
  /** Which log lines show: only what needs attention, or all. */
  readonly showsAllLogs: boolean
}

/** What can happen to the view. */
export type UpAction =
  | { readonly type: 'event'; readonly event: SupervisorEvent }
  | { readonly type: 'settled'; readonly status: Status }
  | { readonly type: 'stopping' }
  | { readonly type: 'toggle-logs' }

const KEPT_LOGS = 200

/** The view before anything is known. */
export function initialModel(root: string): UpModel {
  return {
    status: statusDocument(root, null),
    logs: [],
    notice: null,
    isSettled: false,
    mode: 'running',
    showsAllLogs: false,
  }
}

/** The view after something has happened. Pure. */
export function upReducer(model: UpModel, action: UpAction): UpModel {
  if (action.type === 'settled') {
    return { ...model, isSettled: true, status: statusDocument(model.status.root, action.status) }
  }
  if (action.type === 'stopping') return { ...model, mode: 'stopping' }
  if (action.type === 'toggle-logs') return { ...model, showsAllLogs: !model.showsAllLogs }
  return afterEvent(model, action.event)
}

function afterEvent(model: UpModel, event: SupervisorEvent): UpModel {
  switch (event.type) {
    case 'log':
      return { ...model, logs: [...model.logs, recordOf(event.log)].slice(-KEPT_LOGS) }
    case 'platform':
      return { ...model, status: statusDocument(model.status.root, event.status) }
    case 'service':
      return {
        ...model,
        status: { ...model.status, services: replaced(model.status.services, event.service) },
      }
    case 'infrastructure': {
      const infrastructure = replaced(model.status.infrastructure, event.infrastructure)
      return { ...model, status: { ...model.status, infrastructure } }
    }
    case 'reload':
      return {
        ...model,
        notice: { level: 'info', message: `${event.service} reloads for ${event.files.join(', ')}` },
      }
    default:
      return { ...model, notice: { level: event.level, message: event.message } }
  }
}

function replaced<T extends { name: string }>(rows: readonly T[], row: unknown): T[] {
  // JSON has no `readonly`.
  const changed = structuredClone(row) as T
  const isKnown = rows.some(({ name }) => name === changed.name)
  return isKnown ? rows.map(one => (one.name === changed.name ? changed : one)) : [...rows, changed]
}

/** The log lines that show, at most this many. */
export function shownLogs({ logs, showsAllLogs }: UpModel, lines: number): readonly LogRecord[] {
  const wanted = showsAllLogs ? ['info', 'warn', 'error'] : ['warn', 'error']
  const shown = logs.filter(log => wanted.includes(levelOf(log)))
  return shown.slice(-lines)
}
