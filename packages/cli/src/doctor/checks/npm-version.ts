import { execFile } from 'node:child_process'
import { access, constants, readFile, realpath } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { bad, type Check, good, skipped } from '../check.js'

/** The npm that comes with the oldest Node: the `engines` of the root. */
export const NPM_FLOOR = 10

/** Installing from the lockfile takes an npm that reads all of it. */
export const npmVersion: Check = {
  name: 'npm-version',
  about: `npm is ${NPM_FLOOR} or newer`,
  why: 'Older ones read only part of the lockfile: they leave out binaries of platforms and write addresses into it.',
  async run({ context: { env } }) {
    const program = await onPath('npm', env['PATH'] ?? '')
    if (!program) return skipped('there is no npm on the PATH')
    return npmFinding((await versionBeside(program)) ?? (await versionSaid(program)))
  },
}

/** What a version of npm is worth. */
export function npmFinding(version: string) {
  const major = Number.parseInt(version, 10)
  if (Number.isNaN(major)) return skipped(`npm says ${version || 'nothing'} of its version`)
  return major >= NPM_FLOOR
    ? good(`npm ${version}`)
    : bad(`npm ${version} is too old`, 'npm install --global npm@11')
}

async function onPath(name: string, path: string): Promise<string | null> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, name)
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return file
  }
  return null
}

/** Its package lies around it; starting npm to ask takes a third of a second. */
async function versionBeside(program: string): Promise<string | null> {
  const file = join(await realpath(program), '../../package.json')
  const { name, version }: { name?: string; version?: string } = JSON.parse(
    await readFile(file, 'utf8').catch(() => '{}'),
  )
  return name === 'npm' ? (version ?? null) : null
}

async function versionSaid(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ['--version']).catch(() => ({ stdout: '' }))
  return stdout.trim()
}
