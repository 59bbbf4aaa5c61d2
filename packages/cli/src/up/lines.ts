import type { StatusDocument } from '../documents/status.js'
import type { UpRecord } from '../documents/up.js'
import type { Look } from '../look.js'
import { infrastructureLine, stateText, statusText } from '../platform/status-view.js'

/** What happened, as a line: for logs, pipes and terminals that do not move. */
export function recordText(record: UpRecord, look: Look): string | null {
  const text = {
    platform: () => null,
    settled: () => (record.type === 'settled' ? settledText(record.status, look) : null),
    service: () => (record.type === 'service' ? serviceLine(record.service, look) : null),
    infrastructure: () =>
      record.type === 'infrastructure' ? infrastructureLine(record.infrastructure, look) : null,
    reload: () =>
      record.type === 'reload'
        ? `${look.bold(record.service)}  reloads for ${record.files.join(', ')}`
        : null,
    notice: () => (record.type === 'notice' ? noticeText(record, look) : null),
  }[record.type]()
  return text === null || record.type === 'settled' ? text : `${look.dim(record.at.slice(11, 19))}  ${text}`
}

type ServiceRecord = Extract<UpRecord, { type: 'service' }>['service']

function serviceLine({ name, state, url, lastError }: ServiceRecord, look: Look) {
  const detail = state === 'ready' ? url : lastError
  return [look.bold(name), stateText(state, look), detail ? look.dim(detail) : ''].filter(Boolean).join('  ')
}

function noticeText({ level, message }: Extract<UpRecord, { type: 'notice' }>, look: Look) {
  const paint = { info: (text: string) => text, warn: look.warn, error: look.bad }[level]
  return paint(message)
}

/** What runs, where, how to sign in and what to type next; where something failed, its last words instead. */
export function settledText(status: StatusDocument, look: Look): string {
  const isReady = status.state === 'ready'
  return [
    '',
    headline(status, look),
    '',
    statusText(status, look),
    ...(isReady ? ['', hints(look)] : []),
    '',
  ].join('\n')
}

/** One sentence on how it went. */
export function headline({ state, startMs, services }: StatusDocument, look: Look): string {
  const took = startMs === null ? '' : ` in ${(startMs / 1000).toFixed(1)} s`
  if (state === 'ready') return `${look.good('Ready')}${took}: ${services.length} services.`
  const failed = services.filter(service => !service.ready).map(service => service.name)
  return `${look.bad('Not everything is ready')}${took}: see ${look.accent(`azora logs ${failed.join(' ')}`.trim())}`
}

/** What to type next. */
export const HINTS: readonly (readonly [what: string, command: string])[] = [
  ['sign in', 'azora login --as instructor'],
  ['see it work', 'azora demo'],
  ['call it', 'azora call education.courses.list'],
  ['read along', 'azora logs -f'],
]

function hints(look: Look) {
  return look.pairs(HINTS.map(([what, command]) => [what, look.accent(command)]))
}
