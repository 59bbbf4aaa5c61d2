import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const run = promisify(execFile)
const packageFolder = join(import.meta.dirname, '..')
const root = join(packageFolder, '../..')

/** A checkout with a command line of two files, in a path with a space. */
async function checkout() {
  const home = await mkdtemp(join(tmpdir(), 'azora bundle '))
  const folder = join(home, 'packages/cli')
  await mkdir(join(folder, 'src'), { recursive: true })
  await cp(join(packageFolder, 'bin'), join(folder, 'bin'), { recursive: true })
  await writeFile(join(home, 'package.json'), '{ "type": "module" }')
  await symlink(join(root, 'node_modules'), join(home, 'node_modules'))
  const source = async (name: string, text: string) => {
    await writeFile(join(folder, 'src', name), text)
    // The sources of a checkout are older than its first use.
    await utimes(join(folder, 'src', name), 1, 1 + text.length)
  }
  await source(
    'main.ts',
    "import { word } from './word.js'\nconsole.log(word, process.argv.slice(2).join(' '))\n",
  )
  await source('word.ts', "export const word: string = 'first'\n")
  const environment = { ...process.env, XDG_CACHE_HOME: join(home, 'user cache') }
  const azora = async (...words: string[]) =>
    (
      await run(process.execPath, [join(folder, 'bin/azora.mjs'), ...words], { env: environment })
    ).stdout.trim()
  const bundles = async (path = '.azora/cache/cli') =>
    (await readdir(join(home, path))).filter(name => !name.includes('.'))
  return {
    home,
    source,
    azora,
    bundles,
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  }
}

describe('the committed bin', () => {
  test('bundles the sources on first use, and uses the bundle from then on', async () => {
    await using it = await checkout()
    expect(await it.azora('up')).toBe('first up')
    expect(await it.azora('down')).toBe('first down')
    expect(await it.bundles()).toHaveLength(1)
  })

  test('bundles again when a source it was made of has changed', async () => {
    await using it = await checkout()
    await it.azora()
    await it.source('word.ts', "export const word: string = 'second'\n")
    expect(await it.azora('up')).toBe('second up')
  })

  test('does not mind being started many times at once', async () => {
    await using it = await checkout()
    const outcomes = await Promise.all(Array.from({ length: 6 }, (_, index) => it.azora(`n${index}`)))
    expect(outcomes).toEqual(Array.from({ length: 6 }, (_, index) => `first n${index}`))
    expect(await it.azora('after')).toBe('first after')
  })

  test('leaves nothing half-made behind when a source does not parse, and says where', async () => {
    await using it = await checkout()
    await it.source('word.ts', 'export const word: = ')
    await expect(it.azora()).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('word.ts:1') })
    await it.source('word.ts', "export const word: string = 'mended'\n")
    expect(await it.azora()).toBe('mended')
    expect((await readdir(join(it.home, '.azora/cache/cli'))).filter(name => name.endsWith('.tmp'))).toEqual(
      [],
    )
  })

  test('falls back to the cache of the user where the checkout is not writable', async () => {
    await using it = await checkout()
    // A file where the folder should be: root, too, cannot write there.
    await writeFile(join(it.home, '.azora'), '')
    expect(await it.azora('up')).toBe('first up')
    expect(await it.azora('down')).toBe('first down')
  })
})

test('an old Node is refused in one sentence', async () => {
  const pretend = "Object.defineProperty(process.versions, 'node', { value: '18.20.0' });"
  const bin = JSON.stringify(join(packageFolder, 'bin/azora.mjs'))
  const refused = run(process.execPath, ['--input-type=module', '-e', `${pretend} await import(${bin})`])
  await expect(refused).rejects.toMatchObject({
    code: 1,
    stderr:
      'azora needs Node 20.19 or newer, and this is Node 18.20.0: install a newer one from https://nodejs.org and try again.\n',
  })
})
