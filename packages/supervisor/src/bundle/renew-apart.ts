import { spawn } from 'node:child_process'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { exitOf } from '../process/ending.js'
import { ownJson } from '../state/own-json.js'
import type { BundleOptions } from './build.js'
import { BuildFailed } from './build-failed.js'
import { type Renew, renewHere } from './bundle.js'

/** The word by which a program is asked to build and end. */
export const BUILD_COMMAND = 'build'

/** Requests of one moment share a process, which loads esbuild once and builds them together. */
const MOMENT_MS = 15
/** More in one process would take too much memory at once. */
const SHARED_BY = 8

interface Asked {
  readonly options: BundleOptions
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * Builds in a process of its own, which takes with it the 200 MB it needs; and nobody waits meanwhile.
 * @param program a module that calls `buildAsAsked` when its first argument is `BUILD_COMMAND`
 */
export function renewApart(program: string): Renew {
  let asked: Asked[] = []
  const begin = async () => {
    await delay(MOMENT_MS)
    const batch = asked
    asked = []
    for (let i = 0; i < batch.length; i += SHARED_BY) void buildApart(program, batch.slice(i, i + SHARED_BY))
  }
  return options =>
    new Promise((resolve, reject) => {
      asked.push({ options, resolve, reject })
      if (asked.length === 1) void begin()
    })
}

/** For each request in order: null, or why it does not build. */
type Outcome = readonly (string | null)[]

async function buildApart(program: string, batch: readonly Asked[]) {
  const args = [program, BUILD_COMMAND, JSON.stringify(batch.map(({ options }) => options))]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const [output, words] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)])
  const outcome: Outcome =
    output === '' ? batch.map(() => words.trim() || 'the build ended') : ownJson(output)
  for (const [i, { resolve, reject }] of batch.entries()) {
    const failure = outcome[i]
    if (failure === null) resolve()
    else reject(new BuildFailed(failure))
  }
}

/** The other side: builds what the command line says and tells the outcome on stdout. */
export async function buildAsAsked(): Promise<void> {
  const requests = ownJson<BundleOptions[]>(process.argv[3] ?? '[]')
  const results = await Promise.allSettled(requests.map(options => renewHere(options)))
  const outcome: Outcome = results.map(result =>
    result.status === 'fulfilled' ? null : messageOf(result.reason),
  )
  process.stdout.write(JSON.stringify(outcome))
}

/** What does not build speaks for itself; anything else is our own fault and needs its stack. */
function messageOf(error: unknown): string {
  if (error instanceof BuildFailed) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
