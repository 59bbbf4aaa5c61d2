import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { bad, type Check, good, warning } from '../check.js'

/** What is installed is what the lockfile says. */
export const dependencies: Check = {
  name: 'dependencies',
  about: 'what is installed is what package-lock.json says',
  async find({ root }) {
    const [locked, installed] = await Promise.all(
      ['package-lock.json', 'node_modules/.package-lock.json'].map(path =>
        stat(join(root, path)).catch(() => null),
      ),
    )
    if (!installed) return bad('nothing is installed', 'npm ci')
    if (!locked) return warning('there is no package-lock.json', 'git checkout package-lock.json')
    return locked.mtimeMs > installed.mtimeMs + 1000
      ? warning('package-lock.json is newer than what is installed', 'npm ci')
      : good('installed as locked')
  },
}
