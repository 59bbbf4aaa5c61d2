import { type Access, Forbidden, Unauthenticated } from '@azora/contracts'
import { type Principal, permits } from './principal.js'

/** Whether a request may go on, and the rule that decided it. */
export type Decision =
  | { allowed: true; because: string }
  | { allowed: false; because: string; refusal: 'unauthenticated' | 'forbidden' }

const allow = (because: string): Decision => ({ allowed: true, because })
const forbid = (because: string): Decision => ({ allowed: false, because, refusal: 'forbidden' })

/** Decides whether a principal may call a route. What no rule allows is denied. Pure. */
export function decide(access: Access, principal: Principal | null): Decision {
  if (access === 'public') return allow('anyone may call this')
  if (!principal)
    return { allowed: false, because: 'it needs a valid access token', refusal: 'unauthenticated' }
  if (access === 'service')
    return principal.kind === 'service'
      ? allow('the caller is a service')
      : forbid('only services may call this')
  if (principal.kind !== 'user') return forbid('only users may call this')
  if (access === 'user') return allow('any signed-in user may call this')
  return decideUser(access, principal)
}

function decideUser(access: string, principal: Extract<Principal, { kind: 'user' }>): Decision {
  const [kind, ...rest] = access.split(':')
  const wanted = rest.join(':')
  if (kind === 'role') {
    return principal.roles.includes(wanted)
      ? allow(`the caller has the role ${wanted}`)
      : forbid(`it needs the role ${wanted}`)
  }
  if (kind === 'permission') {
    return permits(principal.permissions, wanted)
      ? allow(`the caller has the permission ${wanted}`)
      : forbid(`it needs the permission ${wanted}`)
  }
  return forbid(`the rule ${access} is not known`)
}

/** A refused decision as whoever is refused reads it. */
export const refusalText = ({ because }: Decision): string => `You may not do this: ${because}.`

/** Throws the problem of a refused decision. @throws Unauthenticated, Forbidden */
export function enforce(decision: Decision): void {
  if (decision.allowed) return
  if (decision.refusal === 'forbidden') throw new Forbidden(refusalText(decision))
  throw new Unauthenticated(refusalText(decision), {
    headers: { 'www-authenticate': 'Bearer realm="azora"' },
  })
}
