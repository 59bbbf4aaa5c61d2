import { BlockList, isIP } from 'node:net'
import type { KitRequest } from './express-classes.js'

/** Finds the address a request really comes from. */
export type ClientAddress = (request: KitRequest) => string

/**
 * The socket's address, unless it belongs to a trusted proxy: then the nearest address in `X-Forwarded-For` that is not
 * one. Behind a hop that is no address nothing is believed. Without trusted proxies the header is never looked at, because
 * anyone can write it.
 *
 * @param trusted Addresses or CIDR blocks. @throws TypeError for one that is neither.
 */
export function clientAddress(trusted: readonly string[]): ClientAddress {
  if (trusted.length === 0) return socketAddress
  const isProxy = addressesIn(trusted)
  return request => {
    const peer = socketAddress(request)
    if (!isProxy(peer)) return peer
    const hops = String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .map(hopAddress)
    return nearest(hops, isProxy) ?? peer
  }
}

/** Finds what a proxy has taken off the front of a request's path; '' unless the proxy is a trusted one. */
export function forwardedPrefix(trusted: readonly string[]): (request: KitRequest) => string {
  const isProxy = addressesIn(trusted)
  return request => {
    const prefix = request.headers['x-forwarded-prefix']
    return typeof prefix === 'string' && PREFIX.test(prefix) && isProxy(socketAddress(request)) ? prefix : ''
  }
}

const PREFIX = /^(?:\/[\w-]{1,64}){1,4}$/

/** Tells whether an address is among these, or in one of these blocks. */
export function addressesIn(entries: readonly string[]): (address: string) => boolean {
  const list = blockList(entries)
  const known = new Map<string, boolean>()
  return address => {
    const before = known.get(address)
    if (before !== undefined) return before
    const family = isIP(address)
    const isIn = family > 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
    // The same few come again and again, and a block list takes longer to ask than a map.
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(address, isIn)
    return isIn
  }
}

const MAX_KNOWN = 1_024

/** Walks from the nearest hop outwards. Behind one that cannot be read stands only what a client may have made up. */
function nearest(hops: readonly string[], isProxy: (address: string) => boolean): string | undefined {
  const hop = hops.findLast(address => isIP(address) === 0 || !isProxy(address))
  return hop !== undefined && isIP(hop) > 0 ? hop : undefined
}

const MAPPED = '::ffff:'
/** Some proxies write the port as well: `203.0.113.7:4711`, `[2001:db8::1]:4711`. */
const WITH_PORT = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d+)?$/

function hopAddress(hop: string): string {
  const [text, bracketed, dotted] = WITH_PORT.exec(hop.trim()) ?? [hop.trim()]
  return unmapped(bracketed ?? dotted ?? text)
}

/** The address at the other end of the connection. */
export function socketAddress(request: KitRequest): string {
  return unmapped(request.socket.remoteAddress ?? 'unknown')
}

const unmapped = (address: string) =>
  address.toLowerCase().startsWith(MAPPED) && address.includes('.') ? address.slice(MAPPED.length) : address

const GROUPS = 8
const NETWORK_GROUPS = 4

/**
 * What limits count an address as: an IPv4 address itself, of an IPv6 address the /64 network, all of which one
 * subscriber has (RFC 6177): whoever may choose among 2^64 addresses would not be limited at all.
 */
export function limitedAs(address: string): string {
  if (!address.includes(':') || isIP(address) !== 6) return address
  const [withoutZone] = address.split('%')
  // URLs are written in one way only (WHATWG): lower case, no leading zeros, nothing dotted.
  const { hostname } = new URL(`http://[${withoutZone}]`)
  return `${groupsOf(hostname.slice(1, -1)).slice(0, NETWORK_GROUPS).join(':')}::/64`
}

function groupsOf(address: string): string[] {
  const [before = [], after = []] = address.split('::').map(part => part.split(':').filter(Boolean))
  return [...before, ...Array<string>(GROUPS - before.length - after.length).fill('0'), ...after]
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
