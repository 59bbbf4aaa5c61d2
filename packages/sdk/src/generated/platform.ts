// Generated from the contracts of the platform by `npm run generate`. Do not edit.
import type { Runtime } from '../runtime.js'
import { Auth } from './auth.js'
import { Education } from './education.js'
import { Nexus } from './nexus.js'

/** The clients of all services, over one connection. */
export class Platform {
  /** Auth: Who somebody is, by which session they came, and what they may do. */
  readonly auth: Auth
  /** Education: Levels, courses with immutable published versions, enrollments and derived progress. */
  readonly education: Education
  /** Nexus: Events across services: what they look like, where they are, and what to do about those that fail. And what people ask for in words. */
  readonly nexus: Nexus

  constructor(runtime: Runtime) {
    this.auth = new Auth(runtime)
    this.education = new Education(runtime)
    this.nexus = new Nexus(runtime)
  }
}
