import { setTimeout as delay } from 'node:timers/promises'
import type { DoctorDocument } from '../documents/doctor.js'
import { bad, type Check, type Finding } from './check.js'

type Row = DoctorDocument['checks'][number]

/** A check that has found nothing by then hangs on what it looks at, which is a finding. */
const PATIENCE_MS = 2_000
const TICK_MS = 20

/** Runs checks side by side; one that fails or hangs is a finding too, and none waits for another. */
export async function examine<P>(
  patient: P,
  checks: readonly Check<P>[],
  patienceMs = PATIENCE_MS,
): Promise<DoctorDocument> {
  const rows = await Promise.all(checks.map(check => rowOf(check, patient, patienceMs)))
  return { ok: rows.every(row => row.ok), checks: rows }
}

async function rowOf<P>(check: Check<P>, patient: P, patienceMs: number): Promise<Row> {
  const startedAt = performance.now()
  const finding = await within(patienceMs, found(check, patient), hanging(check, patienceMs))
  return {
    name: check.name,
    about: check.about,
    ok: finding.verdict !== 'bad',
    verdict: finding.verdict,
    detail: finding.detail,
    remedy: 'remedy' in finding ? finding.remedy : null,
    tookMs: Math.round(performance.now() - startedAt),
  }
}

async function found<P>(check: Check<P>, patient: P): Promise<Finding> {
  try {
    return await check.run(patient)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return bad(`could not be checked: ${reason}`, `azora doctor ${check.name} --verbose`)
  }
}

function hanging({ name }: Pick<Check, 'name'>, patienceMs: number): Finding {
  return bad(`no answer within ${patienceMs / 1_000} s`, `azora explain ${name}`)
}

/** What the work comes to, or the substitute if that takes too long. */
export async function within<T, S>(ms: number, work: Promise<T>, substitute: S): Promise<T | S> {
  const controller = new AbortController()
  const late = patience(ms, controller.signal).then(() => substitute)
  // Aborted below as soon as the work is done.
  late.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    controller.abort()
  }
}

/** Time in which this process itself was busy, with another check, does not count: nobody could have answered. */
async function patience(ms: number, signal: AbortSignal) {
  const until = Math.ceil(ms / TICK_MS)
  for (let ticks = 0; ticks < until; ticks++) await delay(TICK_MS, undefined, { signal })
}
