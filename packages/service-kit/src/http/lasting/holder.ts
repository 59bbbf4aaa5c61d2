import { Unauthenticated } from '@azora/contracts'
import { principalKey } from '../../access/principal.js'
import type { TokenVerifier } from '../../access/token-verifier.js'
import type { KitRequest } from '../express-classes.js'

/** Who has a lasting connection, and whether they still may. */
export interface Holder {
  /** What the cap counts by: a principal, or an address. */
  key: string
  /** False once the token it was opened with has expired or was revoked. */
  isStillAllowed(): Promise<boolean>
}

/** Says whether a token still holds. */
type Verifier = Pick<TokenVerifier, 'verify'>

/** The holder of the connection a request has opened. */
export function holderOf({ context }: KitRequest, verifier: Verifier): Holder {
  const { principal, clientIp, token } = context
  return {
    key: principal ? principalKey(principal) : `address:${clientIp}`,
    isStillAllowed: async () => !principal || token === undefined || isValid(token, verifier),
  }
}

/** Only a clear no ends a connection; that auth cannot be asked right now does not. */
async function isValid(token: string, verifier: Verifier): Promise<boolean> {
  try {
    await verifier.verify(token)
    return true
  } catch (error) {
    return !(error instanceof Unauthenticated)
  }
}
