import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { platform } from '@azora/contracts/platform'
import { generatePlatform } from '@azora/sdk/generate'
import { bad, type Check, good, skipped } from '../check.js'

/** The generated SDK says what the contracts say. */
export const generatedSdk: Check = {
  name: 'generated-sdk',
  about: 'the generated SDK says what the contracts say',
  why: 'It is written from the contracts and committed: a contract that has changed since is not in it, an edit by hand is lost.',
  async run({ root }) {
    const folder = join(root, 'packages/sdk/src/generated')
    if (!existsSync(folder)) return skipped('the SDK is not generated here')
    const hasProblems = (service: string) =>
      existsSync(join(root, `packages/contracts/src/${service}/problems.ts`))
    const files = generatePlatform(platform, hasProblems)
    const stale = await Promise.all(
      files.map(async ({ name, text }) => {
        const present = await readFile(join(folder, name), 'utf8').catch(() => null)
        return present === text ? [] : [name]
      }),
    )
    const names = stale.flat()
    return names.length === 0
      ? good(`${files.length} files`)
      : bad(`stale: ${names.join(', ')}`, 'npm run generate -w @azora/sdk')
  },
}
