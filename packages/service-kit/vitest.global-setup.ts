import { join } from 'node:path'
import { postgresFor } from '../../tools/vitest-postgres.js'

/** The kit has no schema of its own: its tests run on that of the notes fixture. */
export default function setup(): Promise<() => Promise<void>> {
  return postgresFor([join(import.meta.dirname, 'fixtures/notes')])
}
