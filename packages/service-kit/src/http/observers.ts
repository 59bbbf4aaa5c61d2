import { addressesIn, socketAddress } from './client-address.js'
import type { KitRequest } from './express-classes.js'

/** The permission by which a user may read what services tell of their inside, from wherever they ask. */
export const OBSERVE = 'permission:platform:observe'

/**
 * Tells those who watch the platform by the address at the other end of their connection. A request that a proxy has
 * passed on is the proxy's client's, wherever the proxy runs, and an address that is only claimed counts for nothing.
 *
 * @param observers Addresses or CIDR blocks. @throws TypeError for one that is neither.
 */
export function observersAt(observers: readonly string[]): (request: KitRequest) => boolean {
  const isAmong = addressesIn(observers)
  return request => isAmong(socketAddress(request)) && !isPassedOn(request)
}

const PROXIES_SAY = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via']

function isPassedOn({ headers }: KitRequest): boolean {
  return PROXIES_SAY.some(name => headers[name] !== undefined)
}
