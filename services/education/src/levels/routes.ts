import { education } from '@azora/contracts/education'
import { implement } from '@azora/service-kit'
import type { Use } from '../use.js'

/** Answers the routes of levels. */
export const levelRoutes = ({ levels }: Use) =>
  implement(education.routes.levels).with({
    list: ({ query }) => levels.list(query),
  })
