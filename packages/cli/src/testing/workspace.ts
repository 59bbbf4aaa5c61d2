import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A workspace of the moment, in a path with a space, removed when it goes out of scope. */
export interface Workspace extends AsyncDisposable {
  readonly root: string
  /** Writes a file, its folders included. */
  write(path: string, content: string | object, mode?: number): Promise<string>
}

/** Makes a workspace with two services that exist on paper only. */
export async function workspace(): Promise<Workspace> {
  const root = await mkdtemp(join(tmpdir(), 'azora cli '))
  const write = async (path: string, content: string | object, mode = 0o644) => {
    const file = join(root, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content), { mode })
    return file
  }
  await write('package.json', { name: 'fixture', private: true, workspaces: ['services/*'] })
  await write('services/library/azora.json', manifest('library', 4801))
  await write('services/front/azora.json', {
    ...manifest('front', 4800),
    kind: 'gateway',
    needs: ['library'],
  })
  return { root, write, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) }
}

function manifest(name: string, port: number) {
  const resources = { database: `azora_${name}` }
  return { name, title: `The ${name}`, category: 'Education-Platform', port, resources }
}
