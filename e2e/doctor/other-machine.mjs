// Loaded before a program (`node --import`): what it is told of the machine is as OTHER_MACHINE says, and else as it is.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const machines = {
  'node-18': () =>
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } }),
  'full-disk': () => withRoom({ bavail: 1000, bsize: 4096 }),
  'no-inodes': () => withRoom({ files: 1_000_000, ffree: 0 }),
  'no-watches': () => refuseWatching('ENOSPC'),
  'no-watchers': () => refuseWatching('EMFILE'),
  musl: () => {
    process.report.getReport = () => ({ header: {} })
  },
  'clock-ahead': () => shiftClock(3_600_000),
}

function withRoom(room) {
  const { statfs } = fs.promises
  fs.promises.statfs = async path => Object.assign(await statfs(path), room)
}

function refuseWatching(code) {
  fs.watch = () => {
    throw Object.assign(new Error(`${code}: watch`), { code })
  }
}

function shiftClock(ms) {
  const { now } = Date
  Date.now = () => now() + ms
}

machines[process.env.OTHER_MACHINE]?.()
syncBuiltinESMExports()
