import { bad, type Check, good } from '../check.js'

const FLOOR = [20, 19] as const

/** The platform is written for Node 20.19 and newer. */
export const nodeVersion: Check = {
  name: 'node-version',
  about: 'Node is 20.19 or newer',
  find: () => nodeFinding(process.versions.node),
}

/** What a version of Node is worth. */
export function nodeFinding(version: string) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isEnough = major > FLOOR[0] || (major === FLOOR[0] && minor >= FLOOR[1])
  return isEnough
    ? good(`Node ${version}`)
    : bad(`Node ${version} is too old`, 'Install Node 22 from https://nodejs.org')
}
