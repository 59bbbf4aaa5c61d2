import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { LogLine } from '../api.js'
import { exitOf } from '../process/ending.js'
import type { Processes } from '../process/processes.js'
import { type Program, sentence } from './instance.js'
import { LastWords } from './last-words.js'

/** Work that a service's program does once and ends. */
export type TaskName = 'migrate' | 'seed'

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
export async function runTask({ file, folder, env }: Program, options: TaskOptions): Promise<void> {
  const { service, task, processes, onLog } = options
  const instance = `${service}-${task}`
  const child = spawn(process.execPath, ['--enable-source-maps', file, task], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  processes.watch(child, 'service', instance)
  const lastWords = new LastWords()
  child.once('error', error => lastWords.say(error.message))
  for (const stream of ['stdout', 'stderr'] as const) {
    createInterface({ input: child[stream] }).on('line', line => {
      lastWords.hear(line, stream)
      onLog({ at: new Date().toISOString(), source: service, instance, stream, line })
    })
  }
  const exit = await exitOf(child)
  if (exit.code !== 0) throw new TaskFailed(`${task} ${sentence(exit)}${lastWords.text}`)
}
