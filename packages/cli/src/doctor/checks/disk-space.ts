import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { statePaths } from '../../platform/state-paths.js'
import { bad, type Check, type Finding, good, warning } from '../check.js'
import { quoted } from '../remedies.js'

const MIB = 1024 * 1024
const NEEDED = 200 * MIB
const COMFORTABLE = 1024 * MIB

/** There is room for data and logs. */
export const diskSpace: Check = {
  name: 'disk-space',
  about: 'there is room for data and logs',
  why: 'On a full disk databases refuse to write, and logs are lost.',
  async run({ root }) {
    const { home, postgres } = statePaths(root)
    const places = [...new Set([home, postgres].map(present))]
    const findings = await Promise.all(places.map(roomAt))
    return findings.find(({ verdict }) => verdict === 'bad') ?? findings.toSorted(byVerdict)[0] ?? good('')
  },
}

/** A folder, or what will hold it. */
function present(folder: string): string {
  return existsSync(folder) ? folder : present(dirname(folder))
}

async function roomAt(folder: string): Promise<Finding> {
  const { bavail, bsize, files, ffree } = await statfs(folder)
  // A file system without a fixed number of files says 0 of 0.
  if (files > 0 && ffree === 0)
    return bad(
      `no more files can be made in ${folder}`,
      `du --inodes -xd 2 ${quoted(folder)} | sort -n | tail`,
    )
  return diskFinding(bavail * bsize, folder)
}

function byVerdict(a: Finding, b: Finding) {
  return Number(b.verdict === 'warning') - Number(a.verdict === 'warning')
}

/** What free bytes are worth. */
export function diskFinding(bytes: number, folder = '.'): Finding {
  const left = `${Math.round(bytes / MIB)} MiB left for ${folder}`
  const remedy = `Free some space; this shows where it went: du -xhd 2 ${quoted(folder)} | sort -h | tail`
  if (bytes < NEEDED) return bad(left, remedy)
  return bytes < COMFORTABLE ? warning(left, remedy) : good(`${Math.round(bytes / MIB)} MiB left`)
}
