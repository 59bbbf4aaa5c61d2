import type { DoctorDocument } from '../documents/doctor.js'
import { bad, type Check, type Finding, type Patient } from './check.js'

type Row = DoctorDocument['checks'][number]

/** Runs checks side by side; one that cannot be carried out is a finding too. */
export async function examine(patient: Patient, checks: readonly Check[]): Promise<DoctorDocument> {
  const rows = await Promise.all(checks.map(check => rowOf(check, patient)))
  return { ok: rows.every(row => row.ok), checks: rows }
}

async function rowOf(check: Check, patient: Patient): Promise<Row> {
  const startedAt = performance.now()
  const finding = await found(check, patient)
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
    return await check.find(patient)
  } catch (error) {
    return bad(
      `could not be checked: ${error instanceof Error ? error.message : String(error)}`,
      'azora doctor --verbose',
    )
  }
}
