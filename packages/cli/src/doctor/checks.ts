import type { Check } from './check.js'
import { clock } from './checks/clock.js'
import { configuration } from './checks/configuration.js'
import { contractSnapshots } from './checks/contract-snapshots.js'
import { dataFolder } from './checks/data-folder.js'
import { databaseServer } from './checks/database-server.js'
import { databases } from './checks/databases.js'
import { dependencies } from './checks/dependencies.js'
import { diskSpace } from './checks/disk-space.js'
import { embeddedPostgres } from './checks/embedded-postgres.js'
import { fileWatches } from './checks/file-watches.js'
import { generatedSdk } from './checks/generated-sdk.js'
import { host } from './checks/host.js'
import { leftovers } from './checks/leftovers.js'
import { loopback } from './checks/loopback.js'
import { manifests } from './checks/manifests.js'
import { memory } from './checks/memory.js'
import { migrations } from './checks/migrations.js'
import { nodeVersion } from './checks/node-version.js'
import { npmVersion } from './checks/npm-version.js'
import { openFiles } from './checks/open-files.js'
import { platformPackages } from './checks/platform-packages.js'
import { ports } from './checks/ports.js'
import { prismaClients } from './checks/prisma-clients.js'
import { redis } from './checks/redis.js'
import { scaffold } from './checks/scaffold.js'
import { secrets } from './checks/secrets.js'
import { services } from './checks/services.js'
import { session } from './checks/session.js'
import { settings } from './checks/settings.js'
import { stateFiles } from './checks/state-files.js'
import { stateFolder } from './checks/state-folder.js'
import { temporaryFolder } from './checks/temporary-folder.js'

/** Everything the doctor looks at, the ground first. */
export const checks: readonly Check[] = [
  nodeVersion,
  npmVersion,
  dependencies,
  platformPackages,
  loopback,
  openFiles,
  fileWatches,
  temporaryFolder,
  diskSpace,
  memory,
  settings,
  manifests,
  scaffold,
  stateFolder,
  stateFiles,
  secrets,
  host,
  leftovers,
  ports,
  embeddedPostgres,
  dataFolder,
  databaseServer,
  redis,
  services,
  configuration,
  databases,
  migrations,
  clock,
  session,
  contractSnapshots,
  generatedSdk,
  prismaClients,
]
