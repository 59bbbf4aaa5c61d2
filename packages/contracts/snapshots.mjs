// Accepts the present contracts as what is promised from now on: writes snapshots/<service>.snapshot.json.
// A breaking change is refused unless `--accept-breaking` is given.
// `--check` writes nothing: it exits 1 on a breaking change, and when a snapshot is missing, stale or left over.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadSource } from '../../tools/load-source.mjs'

const folder = join(import.meta.dirname, 'snapshots')
const SUFFIX = '.snapshot.json'
const { values: flags } = parseArgs({
  options: { check: { type: 'boolean' }, 'accept-breaking': { type: 'boolean' } },
})
const { changesBetween, formatSnapshot, platform, snapshotOf } = await loadSource(
  'packages/contracts/src/platform.ts',
  'packages/contracts/src/compatibility.ts',
)

/** What each contract promises now beside what was accepted, and what changed in between. */
const services = platform.map(contract => {
  const file = join(folder, `${contract.name}${SUFFIX}`)
  const accepted = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  const snapshot = snapshotOf(contract)
  const changes = accepted ? changesBetween(JSON.parse(accepted), snapshot) : []
  const text = formatSnapshot(snapshot)
  return { name: contract.name, file, text, isFresh: text === accepted, changes }
})
const leftOver = existsSync(folder)
  ? readdirSync(folder).filter(name => !services.some(service => service.file === join(folder, name)))
  : []

for (const { name, changes } of services) {
  for (const { breaking, where, message } of changes) {
    console.log(`${breaking ? 'BREAKING' : 'ok      '}  ${name}  ${where}: ${message}`)
  }
}
process.exitCode = flags.check ? check() : accept()

function isBroken() {
  return services.some(({ changes }) => changes.some(({ breaking }) => breaking))
}

function check() {
  const stale = [...services.filter(({ isFresh }) => !isFresh).map(({ name }) => name), ...leftOver]
  if (isBroken()) console.error('A contract breaks what was promised. Keep the old form beside the new one.')
  if (stale.length > 0) console.error(`Stale snapshots: ${stale.join(', ')}. Run \`npm run snapshots\`.`)
  return stale.length > 0 || isBroken() ? 1 : 0
}

function accept() {
  if (isBroken() && !flags['accept-breaking']) {
    console.error(
      'Refused. Keep the old form beside the new one, or pass --accept-breaking if nobody relies on it.',
    )
    return 1
  }
  mkdirSync(folder, { recursive: true })
  for (const { file, text, isFresh } of services) if (!isFresh) writeFileSync(file, text)
  for (const name of leftOver) rmSync(join(folder, name))
  return 0
}
