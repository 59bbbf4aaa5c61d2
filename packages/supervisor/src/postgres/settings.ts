/** How a server we start is set up: small and quick, and never at the cost of what was committed. */
export const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // Services come by TCP; a socket's path could be too long for the system, or its folder another user's.
  unix_socket_directories: '',
  max_connections: '300',
  shared_buffers: '128MB',
  // Short transactions gain nothing from compiling queries, and each compilation costs tens of milliseconds.
  jit: 'off',
  // No worker processes for reading ahead: data of this size lives in memory.
  io_method: 'sync',
  checkpoint_timeout: '15min',
  max_wal_size: '1GB',
  log_timezone: 'UTC',
  timezone: 'UTC',
}

/** For a server whose data nobody will miss. */
export const DISPOSABLE: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  // Each connection pays for them on both sides, and these passwords die with the server.
  scram_iterations: '1',
}

/** Command line arguments: what is on the command line cannot go stale in a file. */
export function settingArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
