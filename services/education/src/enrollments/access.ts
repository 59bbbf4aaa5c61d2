import { type Enrollment, EnrollmentNotFound } from '@azora/contracts/education'
import type { UserPrincipal } from '@azora/service-kit'

/** The enrollment, if it is the caller's: for everybody else it does not exist. @throws EnrollmentNotFound */
export function own(enrollment: Enrollment | null, principal: Pick<UserPrincipal, 'id'>): Enrollment {
  if (enrollment?.learnerId === principal.id) return enrollment
  throw new EnrollmentNotFound()
}
