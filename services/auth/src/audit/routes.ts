import { auth } from '@azora/contracts/auth'
import { implement } from '@azora/service-kit'
import type { Use } from '../use.js'

export const auditRoutes = ({ auditTrail }: Use) =>
  implement(auth.routes.audit).with({ list: ({ query }) => auditTrail(query) })
