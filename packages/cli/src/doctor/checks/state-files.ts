import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import * as z from 'zod'
import { statePaths } from '../../platform/state-paths.js'
import { bad, type Check, type Finding, good, skipped } from '../check.js'
import { resetting, sealing } from '../kept-secrets.js'
import { quoted } from '../remedies.js'

const Routes = z.object({
  services: z.array(z.object({ name: z.string(), instances: z.array(z.unknown()) })),
})

/** How each file under `.azora` has to look, and what makes it again. */
const FORMS = {
  secrets: z.object({ serviceKeys: z.record(z.string(), z.string()) }),
  credentials: z.object({
    users: z.record(z.string(), z.object({ email: z.string(), password: z.string() })),
  }),
  serviceKeys: z.record(z.string(), z.string()),
  session: z.object({ accessToken: z.string(), refreshToken: z.string() }),
  routes: Routes,
  state: z.object({ services: z.array(z.unknown()) }),
  host: z.object({ pid: z.int(), socket: z.string() }),
  processes: z.array(z.object({ pid: z.int(), name: z.string() })),
  ports: z.record(z.string(), z.int()),
} as const satisfies Partial<Record<keyof ReturnType<typeof statePaths>, z.ZodType>>

type FileName = keyof typeof FORMS

/** The files of the platform can be read by those who follow them. */
export const stateFiles: Check = {
  name: 'state-files',
  about: 'the files under .azora are whole',
  why: 'Gateway and command line follow them. A crash of the machine, or an editor, leaves half of one; tools may empty it.',
  async run({ root, status }) {
    const paths = statePaths(root)
    const names = Object.keys(FORMS).filter((name): name is FileName => name in FORMS)
    const readings = await Promise.all(
      names.map(async name => ({ name, is: await stateOf(paths[name], name) })),
    )
    const damaged = readings.filter(({ is }) => is === 'damaged').map(({ name }) => name)
    if (damaged.length > 0) return finding(root, damaged, status !== null)
    const present = readings.filter(({ is }) => is === 'whole').length
    return present === 0 ? skipped('nothing has been written yet') : good(`${present} files`)
  },
}

async function finding(root: string, damaged: readonly FileName[], runs: boolean): Promise<Finding> {
  const paths = statePaths(root)
  const files = damaged.map(name => paths[name])
  const detail = `${files.map(file => relative(paths.root, file)).join(', ')} is damaged`
  const removed = `rm ${files.map(quoted).join(' ')}`
  // What was sealed with a secret cannot be opened with a new one.
  if (damaged.includes('secrets')) {
    const anew = `azora down; ${removed}; ${resetting(await sealing(root))}`
    return bad(`${detail}: put it back from a copy, or begin anew`, anew)
  }
  return bad(detail, runs ? `azora down && ${removed}; azora up --detach --wait` : removed)
}

async function stateOf(file: string, name: FileName): Promise<'absent' | 'whole' | 'damaged'> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return 'absent'
  try {
    return FORMS[name].safeParse(JSON.parse(text)).success ? 'whole' : 'damaged'
  } catch {
    return 'damaged'
  }
}
