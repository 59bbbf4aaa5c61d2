import { azora } from './azora.js'
import { environment } from './environment.js'

const LINGER_MS = 250
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs the command line of this process. After a signal it dies of that signal, as shells and npm expect. */
export async function runMain(): Promise<void> {
  const controller = new AbortController()
  let signal: NodeJS.Signals | undefined
  const onSignal = (received: NodeJS.Signals) => {
    // Whoever asks twice does not want to wait.
    if (signal) return dieOf(received)
    signal = received
    controller.abort(received)
  }
  for (const name of SIGNALS) process.on(name, onSignal)
  endWithReader()
  process.exitCode = await azora({
    argv: process.argv.slice(2),
    streams: process,
    env: environment,
    cwd: process.cwd(),
    signal: controller.signal,
    interrupt: () => onSignal('SIGINT'),
  })
  if (signal) dieOf(signal)
  // What no longer answers may still be waited for somewhere; the command has had its answer.
  setTimeout(() => process.exit(), LINGER_MS).unref()
  for (const name of SIGNALS) process.off(name, onSignal)

  function dieOf(received: NodeJS.Signals) {
    for (const name of SIGNALS) process.off(name, onSignal)
    process.kill(process.pid, received)
  }
}

/** `azora logs | head` ends quietly when `head` has seen enough. */
function endWithReader() {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
}
