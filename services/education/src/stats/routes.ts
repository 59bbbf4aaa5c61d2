import { education } from '@azora/contracts/education'
import { implement } from '@azora/service-kit'
import type { Use } from '../use.js'

/** Answers the routes of statistics. */
export const statsRoutes = ({ stats, clock, read }: Use) =>
  implement(education.routes.stats).with({
    get: async () => ({ ...(await read(() => stats.count())), countedAt: clock.now().toISOString() }),
  })
