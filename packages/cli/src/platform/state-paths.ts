import { join } from 'node:path'

/** The places under `.azora` that the command line reads or writes. */
export function statePaths(root: string) {
  const at = (name: string) => join(root, '.azora', name)
  return {
    home: join(root, '.azora'),
    state: at('state.json'),
    routes: at('routes.json'),
    credentials: at('credentials.json'),
    secrets: at('secrets.json'),
    session: at('session.json'),
    logs: at('logs'),
    cache: at('cache'),
  }
}
