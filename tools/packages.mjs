// Checks every package as it would be published: builds it, packs it, and holds the tarball against publint and attw.
//
//   node tools/packages.mjs [folder of a package …]      default: all below packages/ that are built
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { entryPoints, packedFaults } from './packages/tarball.mjs'
import { QUIET } from './quiet.mjs'

const root = join(import.meta.dirname, '..')
const env = { ...process.env, ...QUIET }
const named = process.argv.slice(2).map(folder => join(process.cwd(), folder))
const folders = named.length > 0 ? named : packageFolders()

/** What is checked of a package, in order; a text is a fault. */
const CHECKS = {
  build: folder => run(folder, 'tsdown', '--log-level', 'warn'),
  pack: folder => packedFaults(folder, JSON.parse(output(folder, 'npm', 'pack', '--dry-run', '--json'))[0]),
  publint: folder => run(folder, 'publint', '--strict'),
  attw: folder =>
    run(folder, 'attw', '--pack', '.', '--profile', 'node16', '--format', 'ascii', ...entryPoints(folder)),
}

const faults = folders.flatMap(folder =>
  Object.entries(CHECKS).flatMap(([name, check]) => {
    const fault = check(folder)
    console.log(`${fault ? 'FAILED' : 'ok    '}  ${folder.slice(root.length + 1)} ${name}`)
    return fault ? [`${folder.slice(root.length + 1)} ${name}:\n${fault}`] : []
  }),
)
for (const fault of faults) console.error(`\n${fault}`)
process.exitCode = faults.length > 0 ? 1 : 0

function packageFolders() {
  return readdirSync(join(root, 'packages'))
    .map(name => join(root, 'packages', name))
    .filter(folder => existsSync(join(folder, 'tsdown.config.ts')))
}

/** What a failing command said; undefined if it succeeded. */
function run(folder, tool, ...flags) {
  const command = join(root, 'node_modules/.bin', tool)
  const { status, stdout, stderr } = spawnSync(command, flags, { cwd: folder, env, encoding: 'utf8' })
  return status === 0 ? undefined : `${stdout}${stderr}`.trim() || `${tool} ended with ${status}`
}

function output(folder, command, ...flags) {
  return spawnSync(command, flags, { cwd: folder, env, encoding: 'utf8' }).stdout
}
