import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { isUnchanged } from '../bundle/fingerprint.js'
import type { Configuration } from './messages.js'

/** What a process was started with, and the files that decided it. */
export interface StartedWith {
  readonly report: Configuration['report']
  readonly files: ReadonlyMap<string, string>
}

/** @param startedAt when the process was started: a file written later may have been read before or after */
export function startedWith({ report, files }: Configuration, startedAt: Date): StartedWith {
  const printOf = (path: string) =>
    writtenAt(path) > startedAt.getTime() ? 'written meanwhile' : fileState(path)
  return { report, files: new Map(files.map(path => [path, printOf(path)])) }
}

/** A program, as far as it decides what a process is configured by. */
export interface Sources {
  readonly inputs: readonly Parameters<typeof isUnchanged>[0][]
}

/** Why a process that is started now would be configured otherwise than the one that runs; null if it would not. */
export function whyOtherwise({ files }: StartedWith, { inputs }: Sources): string | null {
  const written = [...files].find(([path, state]) => fileState(path) !== state)
  if (written) return `${basename(written[0])} has changed since it was started`
  return inputs.every(isUnchanged) ? null : 'its sources have changed since it was started'
}

function fileState(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat ? `${stat.mtimeMs}:${stat.size}` : 'absent'
}

function writtenAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
