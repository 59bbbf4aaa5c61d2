import { setTimeout as delay } from 'node:timers/promises'
import type { DoctorDocument } from '../documents/doctor.js'
import { bad, type Check, type Finding, type Patient } from './check.js'

type Row = DoctorDocument['checks'][number]

/** A check that has found nothing by then hangs on what it looks at, which is a finding. */
const PATIENCE_MS = 2_000

/** Runs checks side by side; one that fails or hangs is a finding too, and none waits for another. */
export async function examine(
  patient: Patient,
  checks: readonly Check[],
  patienceMs = PATIENCE_MS,
): Promise<DoctorDocument> {
  const rows = await Promise.all(checks.map(check => rowOf(check, patient, patienceMs)))
  return { ok: rows.every(row => row.ok), checks: rows }
}

async function rowOf(check: Check, patient: Patient, patienceMs: number): Promise<Row> {
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

async function found(check: Check, patient: Patient): Promise<Finding> {
  try {
    return await check.run(patient)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return bad(`could not be checked: ${reason}`, `azora doctor ${check.name} --verbose`)
  }
}

function hanging({ name }: Check, patienceMs: number): Finding {
  return bad(`no answer within ${patienceMs / 1_000} s`, `azora explain ${name}`)
}

/** What the work comes to, or the substitute if that takes too long. */
export async function within<T, S>(ms: number, work: Promise<T>, substitute: S): Promise<T | S> {
  const controller = new AbortController()
  const late = delay(ms, substitute, { signal: controller.signal })
  // Aborted below as soon as the work is done.
  late.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    controller.abort()
  }
}
