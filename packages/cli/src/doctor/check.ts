import type { Status } from '@azora/supervisor'
import type { Context } from '../context.js'

/** What a check has to go by. */
export interface Patient {
  readonly root: string
  readonly context: Context
  /** Null if nothing runs. */
  readonly status: Status | null
}

/** What a check has found. */
export type Finding =
  | { readonly verdict: 'good' | 'skipped'; readonly detail: string }
  | { readonly verdict: 'warning' | 'bad'; readonly detail: string; readonly remedy: string }

/** One thing that can be wrong, and how it is found out. */
export interface Check {
  readonly name: string
  /** What is checked, as the start of a sentence. */
  readonly about: string
  find(patient: Patient): Promise<Finding> | Finding
}

/** All is well. */
export const good = (detail: string): Finding => ({ verdict: 'good', detail })

/** There is nothing to check here and now. */
export const skipped = (detail: string): Finding => ({ verdict: 'skipped', detail })

/** Something is unusual, and the platform copes. */
export const warning = (detail: string, remedy: string): Finding => ({ verdict: 'warning', detail, remedy })

/** Something has to be done. */
export const bad = (detail: string, remedy: string): Finding => ({ verdict: 'bad', detail, remedy })
