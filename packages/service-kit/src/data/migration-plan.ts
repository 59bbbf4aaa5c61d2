import type { MigrationFile } from './migration-files.js'

/** A migration as the database has it on record. */
export interface AppliedMigration {
  name: string
  checksum: string
  /** False if another tool began it and did not come to its end. */
  finished: boolean
}

/** The database and the folder of migrations do not tell the same story. Nothing has been applied. */
export class MigrationDrift extends Error {
  override readonly name = 'MigrationDrift'
}

/** The migrations yet to apply, in order. Throws {@link MigrationDrift} naming the first that does not fit. */
export function plan(files: readonly MigrationFile[], applied: readonly AppliedMigration[]): MigrationFile[] {
  const byName = new Map(files.map(file => [file.name, file]))
  for (const migration of applied) refuseDrift(migration, byName.get(migration.name))
  const done = new Set(applied.map(({ name }) => name))
  return files.filter(({ name }) => !done.has(name))
}

function refuseDrift({ name, checksum, finished }: AppliedMigration, file: MigrationFile | undefined): void {
  if (!finished) {
    throw new MigrationDrift(
      `Migration ${name} was begun by another tool and not finished. Put the database right by hand, then tell ` +
        `"prisma migrate resolve" whether it counts as applied or as rolled back.`,
    )
  }
  if (!file) {
    throw new MigrationDrift(
      `Migration ${name} is applied but not in the folder of migrations. Restore it: a later version may have ` +
        `migrated this database, and an earlier one cannot run on it.`,
    )
  }
  if (file.checksum !== checksum) {
    throw new MigrationDrift(
      `Migration ${name} was changed after it had been applied. Restore the file and put the change into a new migration.`,
    )
  }
}
