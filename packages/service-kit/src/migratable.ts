import type { Kit } from './resource.js'

/** A resource whose schema is changed by migrations. */
export interface Migratable {
  /** Names of the migrations in the folder that have not been applied. */
  pendingMigrations(folder: string): Promise<string[]>
  /** Applies what is pending, in order and once over any number of callers. Returns the names applied. */
  migrate(folder: string, kit: Kit): Promise<string[]>
}

/** True for resources that have migrations. */
export function isMigratable(value: unknown): value is Migratable {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'migrate') === 'function'
}
