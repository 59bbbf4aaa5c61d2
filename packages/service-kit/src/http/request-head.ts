import { ExpectationFailed, HeadersTooLarge, InvalidRequest } from '@azora/contracts'
import type { KitRequest } from './express-classes.js'

/** More headers than any client has use for; Node would drop what comes after its own limit and tell nobody. */
const MAX_HEADERS = 100

/** Visible ASCII without the fragment, which a client keeps to itself (RFC 9112, 3.2). */
const TARGET = /^[\x21\x22\x24-\x7e]+$/
const ABSOLUTE = /^https?:\/\/([^/?]+)(\/[^?]*)?(\?.*)?$/i
/** `uri-host [ ":" port ]` of RFC 3986, without userinfo; an empty one says that there is none. */
const AUTHORITY = /^(?:\[[\da-f:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d{0,5})?$/i
const CONTINUE = /^100-continue$/i
/** Where such a request ends is not certain either: nothing behind it is taken for a request. */
const LAST = { connection: 'close' }

/**
 * Refuses what Node's parser lets through and another server could read in another way, and brings a target that names
 * its host (absolute-form, RFC 9112, 3.2.2) into the form in which paths are matched.
 *
 * @throws InvalidRequest, HeadersTooLarge, ExpectationFailed
 */
export function checkHead(request: KitRequest): void {
  const { headers, rawHeaders } = request
  if (rawHeaders.length > 2 * MAX_HEADERS)
    throw new HeadersTooLarge(`At most ${MAX_HEADERS} headers are accepted.`, { headers: LAST })
  checkVersion(request)
  checkTarget(request)
  checkHost(request)
  if (headers.expect !== undefined && !CONTINUE.test(headers.expect))
    throw new ExpectationFailed(`Only 100-continue can be expected, not ${headers.expect}.`, {
      headers: LAST,
    })
}

function checkVersion({ httpVersionMajor, httpVersionMinor, headers }: KitRequest): void {
  if (httpVersionMajor !== 1) throw refused('Only HTTP/1.0 and HTTP/1.1 are spoken here.')
  const coding = headers['transfer-encoding']
  if (coding === undefined) return
  if (httpVersionMinor === 0) throw refused('HTTP/1.0 knows no Transfer-Encoding (RFC 9112, 6.1).')
  if (coding.toLowerCase() !== 'chunked')
    throw refused('The only Transfer-Encoding accepted is chunked, said once.')
}

function checkTarget(request: KitRequest): void {
  const { url = '' } = request
  if (!TARGET.test(url)) throw refused('The request target has characters that do not belong there.')
  if (!url.startsWith('/') && url !== '*') readAbsolute(request, url)
}

function readAbsolute(request: KitRequest, url: string): void {
  const [, authority, path = '/', query = ''] = ABSOLUTE.exec(url) ?? []
  if (authority === undefined) throw refused('The request target is neither a path nor an http address.')
  request.url = path + query
  request.context.path = path
  request.headers.host = authority
}

function checkHost({ headers, rawHeaders, httpVersionMinor }: KitRequest): void {
  const { host } = headers
  if (host === undefined) {
    if (httpVersionMinor === 0) return
    throw refused('A request needs a Host header.')
  }
  if (!AUTHORITY.test(host)) throw refused('The Host header is not a host with or without a port.')
  if (hostsIn(rawHeaders) > 1) throw refused('There may be only one Host header.')
}

/** Counted in what was sent: of several, Node keeps the first and drops the rest. */
function hostsIn(rawHeaders: readonly string[]): number {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts
}

const refused = (detail: string) => new InvalidRequest(detail, { headers: LAST })
