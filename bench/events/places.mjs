import { join } from 'node:path'

/** Inside the workspace: what is bundled looks for packages from where it lies. */
export const BUNDLES = join(import.meta.dirname, '../../node_modules/.cache/azora-bench-events')
export const MIGRATIONS = join(
  import.meta.dirname,
  '../../packages/service-kit/fixtures/notes/prisma/migrations',
)
