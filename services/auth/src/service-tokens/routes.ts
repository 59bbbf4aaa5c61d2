import { auth, InvalidServiceKey, UnknownAudience } from '@azora/contracts/auth'
import { implement } from '@azora/service-kit'
import type { Use } from '../use.js'

const BEARER_KEY = /^Bearer (azk_[\w-]{20,})$/i

export const serviceTokenRoutes = ({ accessTokens, serviceKeys }: Use) =>
  implement(auth.routes.serviceTokens).with({
    issue: async ({ headers, body }) => {
      const [, key] = BEARER_KEY.exec(headers.authorization ?? '') ?? []
      const service = key ? await serviceKeys.serviceOf(key) : null
      if (!service) throw new InvalidServiceKey()
      if (!(await serviceKeys.isKnown(body.audience))) throw new UnknownAudience()
      const { accessToken, expiresAt } = await accessTokens.forService(service, body.audience)
      return { accessToken, expiresAt }
    },
  })
