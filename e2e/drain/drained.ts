import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { bundle } from '@azora/supervisor'

/** One line of a service's log. */
export interface Line {
  message: string
  resource?: string
  url?: string
}

/** A service's process without a supervisor. */
export interface Drained extends AsyncDisposable {
  url: string
  /** What it has logged so far. */
  lines: Line[]
  signal(signal: NodeJS.Signals): void
  /** Resolves once it has logged this. */
  logs(message: string): Promise<Line>
  /** Resolves with its exit code when it has ended. */
  ended: Promise<number | null>
}

const ROOT = join(import.meta.dirname, '../..')

/** Starts a fixture service. */
export async function drained(entry: string, env: Readonly<Record<string, string>> = {}): Promise<Drained> {
  const folder = await mkdtemp(join(tmpdir(), 'azora-drained-'))
  const { file } = await bundle({ root: ROOT, entry: join(ROOT, 'e2e/fixtures', entry), folder })
  const child = spawn(process.execPath, [file, 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: Line[] = []
  const logged = createInterface({ input: child.stdout })
  logged.on('line', line => lines.push(JSON.parse(line) as Line))
  const logs = async (message: string): Promise<Line> => {
    const found = lines.find(line => line.message === message)
    if (found) return found
    await Promise.race([once(logged, 'line'), failed(message)])
    return logs(message)
  }
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const failed = async (message: string) => {
    throw new Error(`it ended with ${await ended} and has not logged ${message}`)
  }
  return {
    url: (await logs('listening')).url ?? '',
    lines,
    logs,
    ended,
    signal: signal => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true })
    },
  }
}
