import * as z from 'zod'
import { route } from '../route.js'
import { text } from '../text.js'
import { InvalidServiceKey, UnknownAudience } from './problems.js'

/** The token by which one service calls another. */
export const ServiceToken = z
  .object({
    accessToken: z.string(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'ServiceToken' })
export type ServiceToken = z.infer<typeof ServiceToken>

export const serviceTokens = {
  issue: route.post('/service-tokens', {
    summary: 'Exchange a service key for a five-minute token to call one other service',
    access: 'public',
    headers: z.object({
      authorization: text(512).optional().describe('`Bearer azk_<environment>_<service>_<secret>`'),
    }),
    body: z.object({
      audience: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'the name of a service'),
    }),
    returns: ServiceToken,
    status: 201,
    problems: [InvalidServiceKey, UnknownAudience],
    idempotency: 'ignored',
  }),
}
