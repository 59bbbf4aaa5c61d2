export {
  type ConnectOptions,
  type EventOptions,
  type HostClient,
  HostRefused,
  type InfrastructureStatus,
  type InstanceStatus,
  type LaunchOptions,
  type LogLine,
  type PlatformState,
  type RunOptions,
  type ServiceState,
  type ServiceStatus,
  type StatePaths,
  type Status,
  type SupervisorEvent,
} from './api.js'
export { connect, launch } from './client.js'
export { type TestDatabase, type TestPostgres, testPostgres } from './testing/test-postgres.js'
