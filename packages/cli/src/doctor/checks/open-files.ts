import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { bad, type Check, type Finding, good, skipped, warning } from '../check.js'

const NEEDED = 256
const COMFORTABLE = 1024

/** A process may have enough files and sockets open. */
export const openFiles: Check = {
  name: 'open-files',
  about: 'a process may have enough files and sockets open',
  why: 'Each connection is an open file: a server that may not open more refuses whoever comes next (EMFILE).',
  async run() {
    // Node raises the soft limit to the hard one as it starts, so what a child is told is the most there can be.
    const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -n']).catch(() => ({ stdout: '' }))
    return openFilesFinding(stdout.trim())
  },
}

const REMEDY =
  'Raise it where this shell has it from (limits.conf, LimitNOFILE=, docker run --ulimit nofile=65536) and open a new one'

/** What a limit, as `ulimit -n` says it, is worth. */
export function openFilesFinding(limit: string): Finding {
  if (limit === 'unlimited') return good('no limit')
  const files = Number(limit)
  if (!limit || Number.isNaN(files)) return skipped('the limit could not be read')
  if (files < NEEDED) return bad(`only ${files}`, REMEDY)
  return files < COMFORTABLE
    ? warning(`only ${files}: many connections at once may fail`, REMEDY)
    : good(limit)
}
