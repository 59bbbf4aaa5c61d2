import { lookup as systemLookup } from 'node:dns'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net'

/** A request was about to go where this client may not go. Nothing was sent. */
export class HostRefused extends Error {
  override readonly name = 'HostRefused'
  readonly code = 'host-refused'
}

/** Decides where requests may go, and carries them there. */
export interface HostGuard {
  /** Throws {@link HostRefused} unless the address is allowed. */
  admit(url: URL): void
  readonly httpAgent: HttpAgent
  readonly httpsAgent: HttpsAgent
  /** Closes the connections that are kept. */
  close(): void
}

// What is not the public internet: RFC 6890's special-purpose blocks, multicast and what embeds IPv4 in IPv6.
const SPECIAL_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]
/** All of IPv6 that is given out for the public internet (RFC 4291, 2.4): what is outside needs no list. */
const GLOBAL_IPV6 = new BlockList()
GLOBAL_IPV6.addSubnet('2000::', 3, 'ipv6')
const SPECIAL_IPV6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const special = { ipv4: blocks(SPECIAL_IPV4, 'ipv4'), ipv6: blocks(SPECIAL_IPV6, 'ipv6') }

function blocks(subnets: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const [network, bits] of subnets) list.addSubnet(network, bits, family)
  return list
}

/** True for addresses of the public internet; false for loopback, private, link-local, multicast and the like. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special.ipv4.check(address, 'ipv4')
  // A zone names an interface of this machine: what is reached that way is a neighbor.
  if (isIP(address) === 0 || address.includes('%')) return false
  return GLOBAL_IPV6.check(address, 'ipv6') && !special.ipv6.check(address, 'ipv6')
}

/** Lets requests go to this one origin, wherever that is: for a callee whose address the operator has configured. */
export function onlyOrigin(address: string): HostGuard {
  const { origin } = new URL(address)
  return guard({
    admit: url => {
      if (url.origin !== origin)
        throw new HostRefused(`${url.origin} is not ${origin}, the only one this client may call`)
    },
  })
}

/**
 * Lets requests go to these hosts, by https on its own port, and only where their names lead to public addresses: a name
 * that is made to point at this machine or its neighbors (DNS rebinding) leads nowhere. `*.example.com` stands for its
 * subdomains, `example.com:8443` for another port.
 */
export function publicHosts(
  hosts: readonly string[],
  resolve: typeof systemLookup = systemLookup,
): HostGuard {
  return guard({
    admit: url => {
      if (url.protocol !== 'https:') throw new HostRefused(`${url.origin}: calls to the outside use https`)
      if (url.username || url.password)
        throw new HostRefused(`${url.host}: credentials belong in a header, not in an address`)
      if (!hosts.some(host => matches(host, url.host)))
        throw new HostRefused(`${url.host} is not among the hosts this client may call: ${hosts.join(', ')}`)
      // A literal address is not looked up, so it is judged here.
      const literal = url.hostname.replace(/^\[|\]$/g, '')
      if (isIP(literal) && !isPublicAddress(literal)) throw notPublic(literal)
    },
    lookup: publicLookup(resolve),
  })
}

function guard({ admit, lookup }: { admit: HostGuard['admit']; lookup?: LookupFunction }): HostGuard {
  const options = { keepAlive: true, maxSockets: 64, ...(lookup ? { lookup } : {}) }
  const httpAgent = new HttpAgent(options)
  const httpsAgent = new HttpsAgent(options)
  const close = () => {
    httpAgent.destroy()
    httpsAgent.destroy()
  }
  return { admit, httpAgent, httpsAgent, close }
}

function matches(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*.')) return host === pattern
  return host.endsWith(pattern.slice(1)) && host.length >= pattern.length
}

// Judged at the moment of connecting, and what was judged is connected to: an answer judged earlier may have changed since.
function publicLookup(resolve: typeof systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      const offending = addresses.find(({ address }) => !isPublicAddress(address))
      if (offending) return callback(notPublic(`${hostname} (${offending.address})`), [])
      if (options.all) return callback(null, addresses)
      const [first] = addresses
      return callback(null, first?.address ?? '', first?.family)
    })
  }
}

function notPublic(what: string): HostRefused {
  return new HostRefused(`${what} is not an address of the public internet`)
}
