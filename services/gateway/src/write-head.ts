import type { KitResponse } from '@azora/service-kit'
import type { WriteHead } from './proxy/pump.js'

/** What the gateway says on every answer; a service's copy of it would stand there twice. */
const CARRIED =
  /^(?:content-security-policy|cross-origin-|origin-agent-cluster|referrer-policy|strict-transport-security|ratelimit|x-(?:content-type-options|dns-prefetch-control|download-options|frame-options|permitted-cross-domain-policies|xss-protection)$)/

/** Writes a service's head with the gateway's own headers around it. */
export const writeHead: WriteHead = ({ response }, status, headers) => {
  const kitResponse = response as KitResponse
  if (isPage(headers) || kitResponse.getHeaderNames().length > 0) writeOneByOne(kitResponse, status, headers)
  else kitResponse.writeCompleteHead(status, withoutCarried(headers))
}

/** A page decides what it may load; nothing the gateway says about an API fits it. */
function isPage(headers: readonly string[]): boolean {
  return headers.some((value, at) => headers[at - 1] === 'content-type' && value.startsWith('text/html'))
}

function withoutCarried(headers: readonly string[]): string[] {
  return headers.filter((_, at) => !CARRIED.test(headers[at - (at % 2)] ?? ''))
}

/** Once a header was set (CORS does), Node replaces repeated names, `set-cookie` among them, instead of adding. */
function writeOneByOne(response: KitResponse, status: number, headers: readonly string[]): void {
  const seen = new Set(['vary'])
  for (let at = 0; at < headers.length; at += 2) {
    const [name = '', value = ''] = [headers[at], headers[at + 1]]
    if (seen.has(name)) response.appendHeader(name, value)
    else response.setHeader(name, value)
    seen.add(name)
  }
  response.writeHead(status)
}
