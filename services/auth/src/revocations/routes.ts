import { auth } from '@azora/contracts/auth'
import { implement } from '@azora/service-kit'
import type { Use } from '../use.js'

export const revocationRoutes = ({ readRevocations, clock }: Use) =>
  implement(auth.routes.revocations).with({
    list: ({ query }) => readRevocations(query.after, clock.now()),
  })
