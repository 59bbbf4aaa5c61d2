import { mkdir } from 'node:fs/promises'
import process from 'node:process'
import { InvalidManifests, PlanRefused } from '@azora/manifest'
import { HostRefused } from './api.js'
import { BUILD_COMMAND, buildAsAsked } from './bundle/renew-apart.js'
import { hostSettings } from './config.js'
import { ControlServer } from './control/control-server.js'
import { releaseLock, takeLock } from './control/lock.js'
import type { HostNews, HostOrder } from './control/protocol.js'
import { type Paths, pathsOf } from './state/paths.js'
import { Supervisor } from './supervisor.js'

/** An end in haste that takes longer than this is left to the guard. */
const HASTE_MS = 4_000

// The process in which a platform's supervisor lives, one per checkout. `launch` starts it and says what to run. It also
// builds the services, in processes of their own.
const [, program = '', command] = process.argv
if (command === BUILD_COMMAND) await buildAsAsked()
else process.once('message', order => void host(order as HostOrder).catch(refuse))

async function host(order: HostOrder) {
  const paths = pathsOf(order.root)
  await mkdir(paths.run, { recursive: true, mode: 0o700 })
  if (!(await takeLock(paths.lock))) {
    tell({ type: 'running-already' })
    return process.disconnect?.()
  }
  try {
    await serve(await Supervisor.open(order.root, order.run, hostSettings(undefined, program)), {
      order,
      paths,
    })
  } catch (error) {
    await releaseLock(paths.lock)
    throw error
  }
}

async function serve(supervisor: Supervisor, { order, paths }: { order: HostOrder; paths: Paths }) {
  let isEnding = false
  const end = (haste: boolean) => {
    if (isEnding) return
    isEnding = true
    if (haste) setTimeout(() => process.exit(1), HASTE_MS).unref()
    void supervisor
      .close(haste)
      .then(() => control.close())
      .then(() => releaseLock(paths.lock))
      .then(() => process.exit(0))
  }
  const control = await ControlServer.open(paths, {
    supervisor,
    onDown: () => end(false),
    onAbandoned: () => end(true),
  })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => end(signal === 'SIGHUP'))
  // Whoever launched us may die before it has connected.
  process.once('disconnect', () => order.attach && !supervisor.wasAttached && end(true))
  tell({ type: 'serving' })
  await supervisor.start()
}

function refuse(error: unknown) {
  tell({ type: 'refused', ...reasonOf(error) })
  process.exitCode = 1
  process.disconnect?.()
}

function tell(news: HostNews) {
  if (process.connected) process.send?.(news)
}

function reasonOf(error: unknown): { code: string; message: string } {
  if (error instanceof InvalidManifests || error instanceof PlanRefused)
    return { code: 'invalid-manifests', message: error.message }
  if (error instanceof HostRefused) return { code: error.code, message: error.message }
  return {
    code: 'start-failed',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  }
}
