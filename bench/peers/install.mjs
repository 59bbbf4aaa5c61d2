import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const here = import.meta.dirname
const INSTALLED = join(here, 'node_modules/.package-lock.json')

/** Brings the peers, which the workspace does not install: 97 MB that only a comparison needs. */
export function installPeers() {
  if (existsSync(INSTALLED) && versions(INSTALLED) === versions(join(here, 'package-lock.json'))) return
  console.log('Installing what is measured beside Azora (bench/peers) …')
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' })
}

function versions(file) {
  const { packages } = JSON.parse(readFileSync(file, 'utf8'))
  const versions = Object.entries(packages).filter(([path, { optional }]) => path && !optional)
  return JSON.stringify(versions.map(([path, { version }]) => [path, version]))
}
