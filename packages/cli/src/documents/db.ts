import * as z from 'zod'

/** What `azora db migrate --json` prints. */
export const MigrateDocument = z.object({
  services: z.array(
    z.object({
      service: z.string(),
      applied: z.array(z.string()).describe('Applied before.'),
      pending: z.array(z.string()).describe('Applied now, or to be applied with --dry-run.'),
    }),
  ),
  dryRun: z.boolean(),
})
export type MigrateDocument = z.infer<typeof MigrateDocument>

/** What `azora db seed --json` and `azora db reset --json` print. */
export const DoneDocument = z.object({ services: z.array(z.string()), done: z.enum(['seeded', 'reset']) })
export type DoneDocument = z.infer<typeof DoneDocument>

/** What `azora db new --json` prints. */
export const NewMigrationDocument = z.object({
  service: z.string(),
  file: z.string().nullable().describe('From the root of the workspace; null if there is nothing to write.'),
  sql: z.string(),
  warnings: z.array(z.string()).describe('What in it can lose data or lock a table.'),
  dryRun: z.boolean(),
})
export type NewMigrationDocument = z.infer<typeof NewMigrationDocument>

/** What `azora db url --json` prints. */
export const UrlDocument = z.object({
  databases: z.array(
    z.object({ service: z.string(), url: z.string().describe('Without --reveal, the password is masked.') }),
  ),
})
export type UrlDocument = z.infer<typeof UrlDocument>

/** What `azora db shell --command SQL --json` prints. */
export const ShellDocument = z.object({
  results: z.array(
    z.object({
      command: z.string(),
      rowCount: z.int().nullable(),
      columns: z.array(z.string()),
      rows: z.array(z.record(z.string(), z.unknown())),
    }),
  ),
})
export type ShellDocument = z.infer<typeof ShellDocument>
