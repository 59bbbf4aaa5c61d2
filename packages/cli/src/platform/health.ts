import type { InstanceStatus, ServiceStatus } from '@azora/supervisor'
import * as z from 'zod'
import { type HealthDocument, HealthRow } from '../documents/health.js'

const Report = HealthRow.pick({ checks: true }).extend({
  status: z.enum(['healthy', 'degraded', 'critical']),
  uptimeSeconds: z.number(),
})

/** Asks every instance how it does; one that hangs costs no more than the timeout, and holds up nobody. */
export async function healthOf(
  services: readonly ServiceStatus[],
  timeoutMs: number,
): Promise<HealthDocument> {
  const rows = services.flatMap(service =>
    processesOf(service).map(instance => rowOf(service, instance, timeoutMs)),
  )
  const answers = await Promise.all(rows)
  return { status: worst(answers), services: answers }
}

type Process = Pick<InstanceStatus, 'id' | 'url' | 'state'>

/** Those of a service; one that is wanted and has none, because it is being built or could not be, answers nothing. */
function processesOf({ name, state, instances }: ServiceStatus): readonly Process[] {
  return instances.length === 0 && state !== 'stopped' ? [{ id: name, url: null, state }] : instances
}

async function rowOf({ name }: ServiceStatus, instance: Process, timeoutMs: number): Promise<HealthRow> {
  const startedAt = performance.now()
  const known = { service: name, instance: instance.id, url: instance.url }
  try {
    const { status, checks, uptimeSeconds } = await reportFrom(instance, timeoutMs)
    const failing = checks.filter(check => !check.ok).map(check => check.name)
    return { ...known, status, tookMs: elapsed(startedAt), failing, checks, uptimeSeconds, error: null }
  } catch (cause) {
    const nothing = { failing: [], checks: [], uptimeSeconds: null, error: reasonOf(cause, timeoutMs) }
    return { ...known, status: 'unreachable', tookMs: elapsed(startedAt), ...nothing }
  }
}

async function reportFrom({ url, state }: Process, timeoutMs: number) {
  if (!url) throw new Error(`it is ${state}`)
  const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(timeoutMs) })
  return Report.parse(await response.json())
}

function elapsed(startedAt: number) {
  return Math.round(performance.now() - startedAt)
}

function reasonOf(cause: unknown, timeoutMs: number): string {
  if (!(cause instanceof Error)) return String(cause)
  if (cause.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`
  return cause.cause instanceof Error ? cause.cause.message : cause.message
}

function worst(rows: readonly HealthRow[]): HealthDocument['status'] {
  if (rows.some(({ status }) => status === 'critical' || status === 'unreachable')) return 'critical'
  return rows.some(({ status }) => status === 'degraded') ? 'degraded' : 'healthy'
}
