import { Unauthenticated } from '@azora/contracts'
import { type ForwardingKit, type KitRequest, principalKey } from '@azora/service-kit'

/** Who has a lasting connection, and whether they still may. */
export interface Holder {
  /** What the cap counts by: a principal, or an address. */
  key: string
  /** False once the token it was opened with has expired or was revoked. */
  isStillAllowed(): Promise<boolean>
}

const BEARER = /^Bearer +(\S+)$/i

/** The holder of the connection a request has opened. */
export function holderOf({ context, headers }: KitRequest, kit: ForwardingKit): Holder {
  const { principal, clientIp } = context
  const [, token] = BEARER.exec(headers.authorization ?? '') ?? []
  return {
    key: principal ? principalKey(principal) : `address:${clientIp}`,
    isStillAllowed: async () => !principal || token === undefined || isValid(token, kit),
  }
}

/** Only a clear no ends a connection; that auth cannot be asked right now does not. */
async function isValid(token: string, kit: ForwardingKit): Promise<boolean> {
  try {
    await kit.verify(token)
    return true
  } catch (error) {
    return !(error instanceof Unauthenticated)
  }
}
