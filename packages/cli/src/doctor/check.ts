import type { Status } from '@azora/supervisor'
import type { Context } from '../context.js'

/** What a check has to go by. */
export interface Patient {
  readonly root: string
  readonly context: Context
  /** Null if nothing runs, or what runs does not answer. */
  readonly status: Status | null
}

/** What a check has found. A remedy that is a command can be typed as it stands, in the root of the workspace. */
export type Finding =
  | { readonly verdict: 'good' | 'skipped'; readonly detail: string }
  | { readonly verdict: 'warning' | 'bad'; readonly detail: string; readonly remedy: string }

/** One thing that can be wrong, and how it is found out. */
export interface Check<P = Patient> {
  readonly name: string
  /** What is true of a healthy workspace, as the start of a sentence. */
  readonly about: string
  /** What it leads to when it is not, and what usually leads there. */
  readonly why: string
  /** Looks, and changes nothing. Whatever takes longer than the examiner waits is reported as hanging. */
  run(patient: P): Promise<Finding> | Finding
}

/** All is well. */
export const good = (detail: string): Finding => ({ verdict: 'good', detail })

/** There is nothing to check here and now. */
export const skipped = (detail: string): Finding => ({ verdict: 'skipped', detail })

/** Something is unusual, and the platform copes. */
export const warning = (detail: string, remedy: string): Finding => ({ verdict: 'warning', detail, remedy })

/** Something has to be done. */
export const bad = (detail: string, remedy: string): Finding => ({ verdict: 'bad', detail, remedy })
