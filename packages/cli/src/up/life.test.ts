import type { HostClient, ServiceStatus, Status, SupervisorEvent } from '@azora/supervisor'
import { describe, expect, test } from 'vitest'
import type { UpRecord } from '../documents/up.js'
import { lookOf } from '../look.js'
import { initialModel, shownLogs, type UpAction, upReducer } from '../ui/up-model.js'
import { lifeOf } from './life.js'
import { recordText } from './lines.js'

const at = '2030-01-01T10:00:00.000Z'

function service(state: ServiceStatus['state'], more: Partial<ServiceStatus> = {}): ServiceStatus {
  const nothing = { url: null, port: null, pid: null, startedAt: null, lastError: null }
  const known = {
    name: 'library',
    title: 'Library',
    kind: 'service',
    category: 'Education-Platform',
  } as const
  const rest = {
    criticality: 'standard',
    needs: [],
    wave: 0,
    restarts: 0,
    instances: [],
    ...nothing,
  } as const
  return { ...known, ...rest, state, ready: state === 'ready', ...more }
}

function status(...services: ServiceStatus[]): Status {
  const host = { pid: 1, startedAt: at, attached: 1, watch: false }
  const state = services.every(({ ready }) => ready) ? 'ready' : 'starting'
  return {
    schemaVersion: 1,
    root: '/w',
    state,
    profile: 'local',
    host,
    startMs: 1500,
    infrastructure: [],
    services,
  }
}

const changed = (state: ServiceStatus['state'], more?: Partial<ServiceStatus>): SupervisorEvent => ({
  type: 'service',
  at,
  service: service(state, more),
})

/** As much of a host as `up` uses. */
function hostTelling(events: readonly SupervisorEvent[], settled: Promise<Status>) {
  const host = {
    up: () => settled,
    async *events() {
      yield* events
    },
  }
  return host as unknown as HostClient
}

async function recordsOf(events: readonly SupervisorEvent[], settled: Promise<Status>) {
  const records: UpRecord[] = []
  const launched = { host: hostTelling(events, settled), root: '/w', services: undefined }
  for await (const record of lifeOf(launched, new AbortController().signal)) records.push(record)
  return records
}

describe('the life of a platform', () => {
  test('tells each state of a service once, and when everything has settled', async () => {
    const ready = service('ready', { url: 'http://127.0.0.1:1' })
    const events = [
      changed('building'),
      changed('starting'),
      changed('starting', { pid: 7 }),
      changed('ready'),
    ]
    const records = await recordsOf(events, Promise.resolve(status(ready)))
    const states = records.flatMap(record => (record.type === 'service' ? [record.service.state] : []))
    expect(states).toEqual(['building', 'starting', 'ready'])
    expect(records).toContainEqual(
      expect.objectContaining({ type: 'settled', status: expect.objectContaining({ startMs: 1500 }) }),
    )
  })

  test('ends with the host, settled or not', async () => {
    const records = await recordsOf([changed('building')], Promise.reject(new Error('gone')))
    expect(records.map(({ type }) => type)).toEqual(['service'])
  })

  test('leaves log lines to `azora logs`', async () => {
    const log = { at, source: 'library', instance: 'library-1', stream: 'stdout', line: 'hello' } as const
    expect(await recordsOf([{ type: 'log', log }], new Promise(() => {}))).toEqual([])
  })
})

describe('a line', () => {
  const look = lookOf({ color: false })

  test('of a service has its address when it is ready, else what went wrong', () => {
    const record = (one: ServiceStatus) =>
      recordText({ type: 'service', at, service: structuredClone(one) as never }, look)
    expect(record(service('ready', { url: 'http://127.0.0.1:1' }))).toBe(
      '10:00:00  library  ready  http://127.0.0.1:1',
    )
    expect(record(service('failed', { lastError: 'no port' }))).toBe('10:00:00  library  failed  no port')
  })
})

describe('the live view', () => {
  const shown = (...actions: UpAction[]) => actions.reduce(upReducer, initialModel('/w'))
  const event = (one: SupervisorEvent): UpAction => ({ type: 'event', event: one })
  const log = (line: string) =>
    event({ type: 'log', log: { at, source: 'library', instance: 'library-1', stream: 'stdout', line } })

  test('follows a service from state to state', () => {
    const { status: now } = shown(
      event({ type: 'platform', at, status: status(service('pending')) }),
      event(changed('ready')),
    )
    expect(now.services).toMatchObject([{ name: 'library', state: 'ready' }])
  })

  test('shows warnings, and everything when asked', () => {
    const logs = [log('{"level":"info","message":"a"}'), log('{"level":"warn","message":"b"}')]
    expect(shownLogs(shown(...logs), 9)).toHaveLength(1)
    expect(shownLogs(shown(...logs, { type: 'toggle-logs' }), 9)).toHaveLength(2)
    expect(shownLogs(shown(...logs, { type: 'toggle-logs' }), 1)).toMatchObject([
      { record: { message: 'b' } },
    ])
  })

  test('keeps no more lines than could be read', () => {
    expect(shown(...Array.from({ length: 500 }, () => log('x'))).logs).toHaveLength(200)
  })
})
