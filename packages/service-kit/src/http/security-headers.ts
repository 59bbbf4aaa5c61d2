import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import helmet from 'helmet'

/**
 * The security headers of every response, as helmet sets them for an API: name, value, name, value …
 *
 * They are the same each time, so helmet runs once against a response that goes nowhere.
 */
export function securityHeaders(): string[] {
  const request = new IncomingMessage(new Socket())
  const response = new ServerResponse(request)
  apiHelmet(request, response, () => undefined)
  return Object.entries(response.getHeaders()).flatMap(([name, value]) => [name, String(value)])
}

const apiHelmet = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  referrerPolicy: { policy: 'no-referrer' },
})
