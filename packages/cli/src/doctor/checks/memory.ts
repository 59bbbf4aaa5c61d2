import { readFile } from 'node:fs/promises'
import { freemem } from 'node:os'
import { type Check, good, warning } from '../check.js'

const MIB = 1024 * 1024
const COMFORTABLE = 512 * MIB

/** There is memory for the services. */
export const memory: Check = {
  name: 'memory',
  about: 'there is memory for the services',
  why: 'Each service takes some 80 MiB, PostgreSQL as much again; without them the system ends processes, or swaps.',
  async run({ status }) {
    const bytes = await availableBytes()
    const left = `${Math.round(bytes / MIB)} MiB available`
    return status || bytes >= COMFORTABLE
      ? good(left)
      : warning(left, 'End other programs, or start fewer services: azora up education')
  },
}

/** Free memory says little on Linux, where caches fill it and give way when asked. */
async function availableBytes() {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '')
  const [, kib] = /^MemAvailable:\s+(\d+) kB$/m.exec(text) ?? []
  return kib ? Number(kib) * 1024 : freemem()
}
