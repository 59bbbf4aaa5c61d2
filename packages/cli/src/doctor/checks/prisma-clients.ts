import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Check, good, skipped, warning } from '../check.js'

const GENERATOR = 'tools/prisma-generate.mjs'

/** What the generator of the workspace can tell. */
interface Generator {
  workspaceFolders(): string[]
  isStale(folder: string): boolean
}

/** The Prisma clients that were generated are those of the schemas. */
export const prismaClients: Check = {
  name: 'prisma-clients',
  about: 'the generated Prisma clients are those of the schemas',
  why: 'Starting, testing and linting generate them; an editor does not, and shows types of a schema that has changed.',
  async run({ root }) {
    const file = join(root, GENERATOR)
    if (!existsSync(file)) return skipped('clients are not generated here')
    const generator: Generator = await import(pathToFileURL(file).href)
    const folders = generator.workspaceFolders()
    // What was never generated is made when it is first needed.
    const made = folders.filter(folder => existsSync(join(folder, 'src/generated/prisma')))
    const stale = made.filter(folder => generator.isStale(folder)).map(folder => relative(root, folder))
    return stale.length === 0
      ? good(`${made.length} of ${folders.length} generated`)
      : warning(`stale in ${stale.join(', ')}`, `node ${GENERATOR}`)
  },
}
