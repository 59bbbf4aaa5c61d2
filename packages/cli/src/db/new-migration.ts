import type { Context } from '../context.js'
import type { NewMigrationDocument } from '../documents/db.js'
export async function newMigrationOf(
  _: Context,
  input: { service: string; name: string; dryRun: boolean; empty: boolean },
): Promise<NewMigrationDocument> {
  throw new Error(input.name)
}
