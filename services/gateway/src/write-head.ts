import { type KitResponse, securityHeaders } from '@azora/service-kit'
import type { WriteHead } from './proxy/pump.js'

/** What the gateway says on every answer; a service's copy of it would stand there twice. */
const CARRIED: ReadonlySet<string> = new Set([
  ...securityHeaders()
    .filter((_, at) => at % 2 === 0)
    .map(name => name.toLowerCase()),
  'ratelimit',
  'ratelimit-policy',
])

/** Writes a service's head with the gateway's own headers around it. */
export const writeHead: WriteHead = ({ response }, status, headers) => {
  const kitResponse = response as KitResponse
  if (isPage(headers)) writePageHead(kitResponse, status, headers)
  else kitResponse.writeCompleteHead(status, withoutCarried(headers))
}

function withoutCarried(headers: readonly string[]): string[] {
  const kept: string[] = []
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? ''
    if (!CARRIED.has(name)) kept.push(name, headers[at + 1] ?? '')
  }
  return kept
}

function isPage(headers: readonly string[]): boolean {
  return headers.some((value, at) => headers[at - 1] === 'content-type' && value.startsWith('text/html'))
}

/** A page knows best what it may load: what the gateway says of answers for programs does not fit it. */
function writePageHead(response: KitResponse, status: number, headers: readonly string[]): void {
  const seen = new Set(['vary'])
  for (let at = 0; at < headers.length; at += 2) {
    const [name = '', value = ''] = [headers[at], headers[at + 1]]
    if (seen.has(name)) response.appendHeader(name, value)
    else response.setHeader(name, value)
    seen.add(name)
  }
  response.writeHead(status)
}
