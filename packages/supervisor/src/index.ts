export {
  type ConnectOptions,
  type EventOptions,
  type HostClient,
  type HostEnding,
  HostRefused,
  type InfrastructureStatus,
  type InstanceStatus,
  type LaunchOptions,
  type LogLine,
  type PlatformState,
  type RunOptions,
  type ServiceConfiguration,
  type ServiceDatabase,
  type ServiceState,
  type ServiceStatus,
  type StatePaths,
  type Status,
  type SupervisorEvent,
} from './api.js'
export type { BundleOptions } from './bundle/build.js'
export { BuildFailed } from './bundle/build-failed.js'
export { type Bundle, bundle } from './bundle/bundle.js'
export { connect, launch } from './client.js'
export { clearLeftovers, type Leftovers, leftoversIn } from './leftovers.js'
export { type Account, canReach, serverAccount } from './postgres/account.js'
export { dataOfGoneCheckouts, dataSetAside, type KeptData } from './postgres/data-owners.js'
export { commandOf, isRunning, type ProcessIdentity } from './process/identity.js'
export { type Paths, pathsOf } from './state/paths.js'
export { Supervisor } from './supervisor.js'
export {
  type KillablePostgres,
  killablePostgres,
  type TestBus,
  type TestDatabase,
  type TestPostgres,
  testPostgres,
} from './testing/test-postgres.js'
export { type TestReplication, testReplication } from './testing/test-replication.js'
export { type TestRun, testRun } from './testing/test-run.js'
