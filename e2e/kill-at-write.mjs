// Loaded before the command line (`node --import`): dies by SIGKILL at the nth change to the tree, files half-written.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const at = Number(process.env.KILL_AT_WRITE)
const { writeFileSync } = fs
let changes = 0

/** What the journal itself writes comes first and is not counted: before it is there, nothing has been touched. */
const isTree = path => typeof path === 'string' && !path.includes('/.azora/')

function dieAt(path, half) {
  if (!isTree(path) || ++changes !== at) return
  half?.()
  process.kill(process.pid, 'SIGKILL')
}

for (const name of ['rmSync', 'symlinkSync', 'mkdirSync']) {
  const original = fs[name]
  fs[name] = (...args) => {
    dieAt(name === 'symlinkSync' ? args[1] : args[0])
    return original(...args)
  }
}
fs.writeFileSync = (path, text, ...rest) => {
  dieAt(path, () => writeFileSync(path, String(text).slice(0, String(text).length / 2)))
  return writeFileSync(path, text, ...rest)
}
syncBuiltinESMExports()
