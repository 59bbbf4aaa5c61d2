import { readFile } from 'node:fs/promises'
import { isRunning } from '@azora/supervisor'
import * as z from 'zod'
import { statePaths } from '../../platform/state-paths.js'
import { bad, type Check, good, skipped } from '../check.js'

const Address = z.object({ pid: z.int(), started: z.string() })

/** The process that runs the platform answers. */
export const host: Check = {
  name: 'host',
  about: 'the process that runs the platform answers',
  why: 'Stopped by a debugger or Ctrl-Z it says nothing, and only azora down gets through to it, which wakes or kills it.',
  async run({ root, status }) {
    if (status) return good(`process ${status.host.pid}`)
    const address = await addressIn(statePaths(root).host)
    if (!address || !(await isRunning(address))) return skipped('nothing runs')
    return (await isStopped(address.pid))
      ? bad(`process ${address.pid} was stopped by a signal`, `kill -CONT ${address.pid}`)
      : bad(`process ${address.pid} does not answer`, `kill -9 ${address.pid} && azora up --detach --wait`)
  },
}

async function addressIn(file: string) {
  try {
    return Address.safeParse(JSON.parse(await readFile(file, 'utf8'))).data ?? null
  } catch {
    // Absent, or damaged, which `state-files` says.
    return null
  }
}

/** `T` in proc(5): stopped by a signal, or by a debugger. */
async function isStopped(pid: number) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return /^[Tt]/.test(stat.slice(stat.lastIndexOf(')') + 2))
}
