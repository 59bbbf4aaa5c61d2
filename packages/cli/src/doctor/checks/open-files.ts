import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { bad, type Check, good, skipped, warning } from '../check.js'

const NEEDED = 256
const COMFORTABLE = 1024

/** A process may have enough files and sockets open. */
export const openFiles: Check = {
  name: 'open-files',
  about: 'a process may have enough files and sockets open',
  async find() {
    const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -n']).catch(() => ({ stdout: '' }))
    return openFilesFinding(stdout.trim())
  },
}

/** What a limit, as `ulimit -n` says it, is worth. */
export function openFilesFinding(limit: string) {
  if (limit === 'unlimited') return good('no limit')
  const files = Number(limit)
  if (!limit || Number.isNaN(files)) return skipped('the limit could not be read')
  if (files < NEEDED) return bad(`only ${files}`, `ulimit -n ${COMFORTABLE}`)
  return files < COMFORTABLE
    ? warning(`only ${files}: many connections at once may fail`, `ulimit -n ${COMFORTABLE}`)
    : good(limit)
}
