import { BlockList, isIP } from 'node:net'
import type { KitRequest } from './express-classes.js'

/** Finds the address a request really comes from. */
export type ClientAddress = (request: KitRequest) => string

/**
 * The socket's address, unless it belongs to a trusted proxy: then the nearest address in `X-Forwarded-For` that is not
 * one. Without trusted proxies the header is never looked at, because anyone can write it.
 *
 * @param trusted Addresses or CIDR blocks. @throws TypeError for one that is neither.
 */
export function clientAddress(trusted: readonly string[]): ClientAddress {
  if (trusted.length === 0) return socketAddress
  const proxies = blockList(trusted)
  const isProxy = (address: string) => proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  return request => {
    const peer = socketAddress(request)
    if (!isProxy(peer)) return peer
    const hops = String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .map(hop => hop.trim())
      .filter(hop => isIP(hop) > 0)
    return hops.findLast(hop => !isProxy(hop)) ?? peer
  }
}

const MAPPED = '::ffff:'

function socketAddress(request: KitRequest): string {
  const address = request.socket.remoteAddress ?? 'unknown'
  return address.startsWith(MAPPED) ? address.slice(MAPPED.length) : address
}

function blockList(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/')
    const family = isIP(address)
    if (family === 0) throw new TypeError(`${entry} is neither an IP address nor a CIDR block`)
    const type = family === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, type)
    else list.addSubnet(address, Number(prefix), type)
  }
  return list
}
