import { inject } from 'vitest'

/** The platform under attack. Addresses and tokens are found once; files share it and tell their traces apart by marks. */
export interface Attacked {
  /** The folder it runs in. */
  root: string
  gateway: string
  auth: string
  education: string
  nexus: string
  /** A service behind the gateway that remembers what reaches it; see {@link decoy}. */
  decoy: string
  tokens: Readonly<Record<'admin' | 'instructor' | 'learner', string>>
}

declare module 'vitest' {
  interface ProvidedContext {
    attacked: Attacked
  }
}

/** The platform that the set-up of the suite has started. */
export const attacked = (): Attacked => inject('attacked')
