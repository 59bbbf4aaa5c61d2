import { spawn } from 'node:child_process'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { exitOf } from '../process/ending.js'
import { BuildFailed } from './build-failed.js'
import { type BundleOptions, type Renew, renewHere } from './bundle.js'

/** The word by which a program is asked to build and end. */
export const BUILD_COMMAND = 'build'

/**
 * Builds in a process of its own, which takes with it the 200 MB it needs; and nobody waits meanwhile.
 * @param program a module that calls `buildAsAsked` when its first argument is `BUILD_COMMAND`
 */
export function renewApart(program: string): Renew {
  return async options => {
    const args = [program, BUILD_COMMAND, JSON.stringify(options)]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    const [words, { code }] = await Promise.all([text(child.stderr), exitOf(child)])
    if (code !== 0) throw new BuildFailed(words.trim())
  }
}

/** The other side: builds what the command line says. What does not build is told on stderr, with exit code 1. */
export async function buildAsAsked(): Promise<void> {
  try {
    await renewHere(JSON.parse(process.argv[3] ?? '') as BundleOptions)
  } catch (error) {
    const isTold = error instanceof BuildFailed
    process.stderr.write(`${isTold ? error.message : (error as Error).stack}\n`)
    process.exitCode = 1
  }
}
