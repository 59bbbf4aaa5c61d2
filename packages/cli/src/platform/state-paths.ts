import { join } from 'node:path'
import { type Paths, pathsOf } from '@azora/supervisor'

/** The places of a checkout under `.azora`; the session is the command line's own. */
export function statePaths(root: string): Paths & { readonly session: string } {
  const paths = pathsOf(root)
  return { ...paths, session: join(paths.home, 'session.json') }
}
