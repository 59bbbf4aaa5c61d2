import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const project = join(import.meta.dirname, '../../..')

/** The bin people type. */
export const bin = join(project, 'packages/cli/bin/azora.mjs')

/** How a command line ended. */
export interface Ended {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** A checkout of its own, with the services of this one, in a path with a space. Its platform is stopped at its end. */
export interface Checkout extends AsyncDisposable {
  readonly root: string
  readonly env: NodeJS.ProcessEnv
  /** Runs `azora …` to its end. */
  azora(...words: string[]): Promise<Ended>
}

/** Makes a checkout. Services are copied, for they are built in place; packages are those of this project. */
export async function checkout(): Promise<Checkout> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'azora platform ')))
  for (const shared of ['node_modules', 'packages', 'examples', 'tools', 'tsconfig.base.json']) {
    await symlink(join(project, shared), join(root, shared))
  }
  await mkdir(join(root, 'services'))
  for (const service of ['auth', 'education', 'gateway', 'nexus']) {
    await cp(join(project, 'services', service), join(root, 'services', service), {
      recursive: true,
      dereference: false,
    })
  }
  await writeFile(
    join(root, 'package.json'),
    JSON.stringify({ name: 'checkout', private: true, workspaces: ['services/*'] }),
  )
  const { CI: _, ...inherited } = process.env
  const env = { ...inherited, XDG_CONFIG_HOME: join(root, 'nothing here'), NO_COLOR: '1' }
  const azora = (...words: string[]) => ended([bin, ...words], { cwd: root, env })
  return {
    root,
    env,
    azora,
    async [Symbol.asyncDispose]() {
      await azora('down')
      await rm(root, { recursive: true, force: true })
    },
  }
}

function ended(argv: string[], options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<Ended> {
  return new Promise(resolve => {
    execFile(process.execPath, argv, { ...options, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === 'number' ? error.code : error ? 1 : 0
      resolve({ exitCode, stdout, stderr })
    })
  })
}
