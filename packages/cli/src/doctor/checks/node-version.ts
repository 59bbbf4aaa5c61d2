import { bad, type Check, good } from '../check.js'

/** The oldest Node the platform runs on: the `engines` of every package, and what the command itself asks for. */
export const NODE_FLOOR = [20, 19] as const

/** The platform is written for Node 20.19 and newer. */
export const nodeVersion: Check = {
  name: 'node-version',
  about: 'Node is 20.19 or newer',
  why: 'Older ones lack what the platform is written with. A version manager may have chosen another than you think.',
  run: () => nodeFinding(process.versions.node),
}

/** What a version of Node is worth. */
export function nodeFinding(version: string) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isEnough = major > NODE_FLOOR[0] || (major === NODE_FLOOR[0] && minor >= NODE_FLOOR[1])
  return isEnough
    ? good(`Node ${version}`)
    : bad(`Node ${version} is too old`, 'Install Node 22 from https://nodejs.org')
}
