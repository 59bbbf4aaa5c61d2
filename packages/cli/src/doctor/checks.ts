import type { Check } from './check.js'
import { clock } from './checks/clock.js'
import { contractSnapshots } from './checks/contract-snapshots.js'
import { databases } from './checks/databases.js'
import { dependencies } from './checks/dependencies.js'
import { diskSpace } from './checks/disk-space.js'
import { embeddedPostgres } from './checks/embedded-postgres.js'
import { generatedSdk } from './checks/generated-sdk.js'
import { leftovers } from './checks/leftovers.js'
import { loopback } from './checks/loopback.js'
import { manifests } from './checks/manifests.js'
import { memory } from './checks/memory.js'
import { migrations } from './checks/migrations.js'
import { nodeVersion } from './checks/node-version.js'
import { openFiles } from './checks/open-files.js'
import { ports } from './checks/ports.js'
import { secrets } from './checks/secrets.js'
import { services } from './checks/services.js'
import { session } from './checks/session.js'
import { stateFolder } from './checks/state-folder.js'

/** Everything the doctor looks at, the ground first. */
export const checks: readonly Check[] = [
  nodeVersion,
  dependencies,
  loopback,
  openFiles,
  diskSpace,
  memory,
  stateFolder,
  secrets,
  leftovers,
  manifests,
  ports,
  embeddedPostgres,
  services,
  databases,
  migrations,
  clock,
  session,
  contractSnapshots,
  generatedSdk,
]
