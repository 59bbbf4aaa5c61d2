// How long the command line takes beyond `node -e 0`, with its bundle made.
//
//   node bench/cli.mjs [rounds]      interleaved rounds, default 11; `status` and `config` read a running platform if there is one
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { summaryOf } from './statistics.mjs'

const AZORA = join(import.meta.dirname, '../packages/cli/bin/azora.mjs')
const COMMANDS = {
  'node -e 0': ['-e', '0'],
  'azora --version': [AZORA, '--version'],
  'azora --help': [AZORA, '--help'],
  'azora status --json': [AZORA, 'status', '--json'],
  'azora config --json': [AZORA, 'config', '--json'],
  'azora graph --json': [AZORA, 'graph', '--json'],
  'azora contract show education --json': [AZORA, 'contract', 'show', 'education', '--json'],
  'azora call education.courses.list --help': [AZORA, 'call', 'education.courses.list', '--help'],
}
const rounds = Number(process.argv[2] ?? 11)
const times = Object.fromEntries(Object.keys(COMMANDS).map(name => [name, []]))

spawnSync(process.execPath, [AZORA, '--version'])
for (let round = 0; round < rounds; round++) {
  for (const [name, args] of Object.entries(COMMANDS)) {
    const begin = performance.now()
    spawnSync(process.execPath, args)
    times[name].push(performance.now() - begin)
  }
}
const node = summaryOf(times['node -e 0']).median
console.table(
  Object.entries(times).map(([command, ms]) => {
    const summary = summaryOf(ms)
    return { command, ...summary, 'ms beyond node': Math.round((summary.median - node) * 10) / 10 }
  }),
)
