// What measurements of events stand on.
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { bundled } from '../bundle.mjs'
import { scratch } from '../processes.mjs'
import { BUNDLES } from './places.mjs'

/** A folder of a measurement's own with a PostgreSQL, beside what a script exports; that is `grounds.mjs` unless it is named. */
export async function standing(name, script = join(import.meta.dirname, 'grounds.mjs')) {
  const grounds = await import(await bundled(script, join(BUNDLES, `${name}-grounds`)))
  const home = scratch(name)
  // PostgreSQL runs as somebody else, who has to get through.
  chmodSync(home, 0o711)
  return { ...grounds, home, postgres: await grounds.postgresIn(join(home, 'postgres')) }
}
