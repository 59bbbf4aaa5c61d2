import { spawn } from 'node:child_process'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import type { LogLine } from '../api.js'
import { eachLine } from '../logs/lines.js'
import { exitOf } from '../process/ending.js'
import type { Processes } from '../process/processes.js'
import { sentence } from './instance.js'
import { LastWords } from './last-words.js'
import type { Program } from './program.js'

/** Work on a database that a service's program does once and ends. `prepare` is both, for the price of one process. */
export type TaskName = 'migrate' | 'seed' | 'prepare'

export interface TaskOptions {
  readonly service: string
  readonly task: TaskName
  readonly processes: Processes
  readonly onLog: (log: LogLine) => void
}

/** A task that ended with another code than 0; the message holds its last words. */
export class TaskFailed extends Error {
  override readonly name = 'TaskFailed'
}

/** Runs one task to its end. @throws {TaskFailed} */
export async function runTask(
  program: Program,
  { service, task, processes, onLog }: TaskOptions,
): Promise<void> {
  const instance = `${service}-${task}`
  const child = start(program, [task])
  processes.watch(child, 'service', instance)
  const lastWords = new LastWords()
  child.once('error', error => lastWords.say(error.message))
  for (const stream of ['stdout', 'stderr'] as const) {
    eachLine(child[stream], line => {
      lastWords.hear(line, stream)
      onLog({ at: new Date().toISOString(), source: service, instance, stream, line })
    })
  }
  const exit = await exitOf(child)
  if (exit.code !== 0) throw new TaskFailed(`${task} ${sentence(exit)}${lastWords.text}`)
}

/** The document a program prints when it is asked for its configuration; it does so even if that has faults. */
export async function readConfiguration(program: Program, processes: Processes): Promise<unknown> {
  const child = start(program, ['config', '--json'])
  processes.watch(child, 'service', 'config')
  const [output, words] = await Promise.all([text(child.stdout), text(child.stderr)])
  try {
    return JSON.parse(output)
  } catch (cause) {
    throw new TaskFailed(`config printed no JSON: ${words.trim() || output.slice(0, 200)}`, { cause })
  }
}

function start({ file, folder, env }: Program, args: readonly string[]) {
  return spawn(process.execPath, ['--enable-source-maps', file, ...args], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
