import { type ChildProcess, spawn } from 'node:child_process'
import process from 'node:process'
import type { HeldSocket } from './held-socket.js'

/** What to run. */
export interface Program {
  readonly file: string
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly port: number
  /** Port for a debugger. */
  readonly inspectPort: number | null
  /** A listening socket to take requests from. */
  readonly socket: HeldSocket | null
}

/** The descriptor under which a process finds the socket it is given: behind those of its streams and its channel. */
export const SOCKET_FD = 4

/** Starts a service's process. */
export function spawnProgram({ file, folder, env, inspectPort, socket }: Program): ChildProcess {
  const inspect = inspectPort ? [`--inspect=127.0.0.1:${inspectPort}`] : []
  return spawn(process.execPath, ['--enable-source-maps', ...inspect, file, 'serve'], {
    cwd: folder,
    env,
    // Its own group: the terminal's Ctrl-C is for the command line, and what it starts ends with it.
    detached: true,
    // Node takes whatever has a handle of the system's for a stream to share.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', ...(socket ? [socket.handle as never] : [])],
  })
}
