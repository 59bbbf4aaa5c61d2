import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type Built, build } from './build.js'
import { BuildFailed } from './build-failed.js'
import { bundle, renewHere } from './bundle.js'

describe('programs that are asked for at the same moment', () => {
  it('are each made of what they import, and of nothing that only another imports', async () => {
    await using place = await programs({
      'one.ts': `import { common } from './common.js'\nconsole.log('first', common)`,
      'two.ts': `import { common } from './common.js'\nimport { own } from './own.js'\nconsole.log('second', common, own)`,
      'common.ts': `export const common = 'both'`,
      'own.ts': `export const own = 'mine'`,
    })
    const [one, two] = await Promise.all([place.build('one'), place.build('two')])
    expect(textOf(one)).toContain('first')
    expect(textOf(one)).not.toContain('second')
    expect(textOf(one)).not.toContain('mine')
    expect(textOf(two)).toContain('second')
    expect(place.names(one.inputs)).toEqual(['common.ts', 'one.ts'])
    expect(place.names(two.inputs)).toEqual(['common.ts', 'own.ts', 'two.ts'])
  })

  it('hold once what they have in common', async () => {
    await using place = await programs({
      'one.ts': `import { common } from './common.js'\nconsole.log('first', common)`,
      'two.ts': `import { common } from './common.js'\nconsole.log('second', common)`,
      'common.ts': `export const common = 'both'`,
    })
    await Promise.all([place.renew('one'), place.renew('two')])
    const [one, two] = await Promise.all([place.bundle('one'), place.bundle('two')])
    expect(await place.holding('both')).toHaveLength(1)
    expect((await run(process.execPath, [one.file])).stdout).toBe('first both\n')
    expect((await run(process.execPath, [two.file])).stdout).toBe('second both\n')
  })

  it('do not fail with one of them', async () => {
    await using place = await programs({
      'good.ts': `console.log('good')`,
      'bad.ts': `import './nowhere.js'`,
    })
    const [good, bad] = await Promise.allSettled([place.build('good'), place.build('bad')])
    expect(good).toMatchObject({ status: 'fulfilled' })
    expect(bad).toMatchObject({ status: 'rejected', reason: expect.any(BuildFailed) })
  })

  it('have maps that lead to their own sources', async () => {
    await using place = await programs({
      'one.ts': `import { fail } from './common.js'\nfail('first')`,
      'two.ts': `import { fail } from './common.js'\nfail('second')`,
      'common.ts': `export function fail(why: string) {\n  throw new Error(why)\n}`,
    })
    await Promise.all([place.renew('one'), place.renew('two')])
    const one = await place.bundle('one')
    const { stderr } = await run(process.execPath, ['--enable-source-maps', one.file]).catch(error => error)
    expect(stderr).toContain(`${place.root}/common.ts:2:9`)
    expect(stderr).toContain(`${place.root}/one.ts:2:1`)
  })
})

describe('a bundle', () => {
  it('is the same file as long as no input has changed, and another when one has', async () => {
    await using place = await programs({
      'one.ts': `import { common } from './common.js'\nconsole.log(common)`,
      'common.ts': `export const common = 'before'`,
    })
    const [first, again] = [await place.bundle('one'), await place.bundle('one')]
    expect(again.hash).toBe(first.hash)
    await place.write('common.ts', `export const common = 'after'`)
    const renewed = await place.bundle('one')
    expect(renewed.hash).not.toBe(first.hash)
    expect(await readFile(renewed.file, 'utf8')).toContain('after')
  })

  it('does not hold in its module what it may import later', async () => {
    await using place = await programs({
      'one.ts': `const { later } = await import('./later.js')\nconsole.log(later)`,
      'later.ts': `export const later = 'not at once'`,
    })
    const { file } = await place.bundle('one')
    expect(await readFile(file, 'utf8')).not.toContain('not at once')
    expect((await run(process.execPath, [file])).stdout).toBe('not at once\n')
  })

  it('is made again when a part of it is lost', async () => {
    await using place = await programs({
      'one.ts': `const { later } = await import('./later.js')\nconsole.log(later)`,
      'later.ts': `export const later = 'not at once'`,
    })
    await place.bundle('one')
    const [part = ''] = await place.holding('not at once')
    await rm(part)
    const { file } = await place.bundle('one')
    expect((await run(process.execPath, [file])).stdout).toBe('not at once\n')
  })
})

describe('what lies beside bundles', () => {
  it('is kept while one of them consists of it, however old it is', async () => {
    await using place = await programs({
      'one.ts': `console.log((await import('./later.js')).later)`,
      'two.ts': `console.log('second')`,
      'later.ts': `export const later = 'not at once'`,
    })
    const { file } = await place.bundle('one')
    await place.age()
    await place.bundle('two')
    expect((await run(process.execPath, [file])).stdout).toBe('not at once\n')
  })

  it('is kept for a day when none needs it any more, for the sake of who began with it', async () => {
    await using place = await programs({
      'one.ts': `console.log((await import('./later.js')).later)`,
      'later.ts': `export const later = 'not at once'`,
    })
    await place.bundle('one')
    await place.age()
    await place.write('later.ts', `export const later = 'another day'`)
    await place.bundle('one')
    expect(await place.holding('not at once')).toHaveLength(1)
    await place.age()
    await place.write('one.ts', `console.log((await import('./later.js')).later, 'again')`)
    const { file } = await place.bundle('one')
    expect(await place.holding('not at once')).toEqual([])
    expect((await run(process.execPath, [file])).stdout).toBe('another day again\n')
  })
})

const run = promisify(execFile)

const textOf = ({ files }: Built) =>
  [...files.values()].map(content => Buffer.from(content).toString()).join()

async function programs(files: Readonly<Record<string, string>>) {
  const root = await mkdtemp(join(tmpdir(), 'azora build '))
  const write = (name: string, text: string) => writeFile(join(root, name), text)
  await mkdir(join(root, 'out'))
  await Promise.all(Object.entries(files).map(([name, text]) => write(name, text)))
  const optionsOf = (name: string) => ({
    root,
    entry: join(root, `${name}.ts`),
    folder: join(root, 'out', name),
  })
  const out = async () => {
    const entries = await readdir(join(root, 'out'), { recursive: true, withFileTypes: true })
    return entries.filter(entry => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  }
  return {
    root,
    write,
    /** Modules that hold a text. */
    holding: async (text: string) => {
      const modules = (await out()).filter(path => path.endsWith('.mjs'))
      const texts = await Promise.all(modules.map(path => readFile(path, 'utf8')))
      return modules.filter((_, i) => texts[i]?.includes(text))
    },
    /** Makes everything look as if nobody had touched it for two days. */
    age: async () => {
      const before = new Date(Date.now() - 2 * 86_400_000)
      await Promise.all((await out()).map(path => utimes(path, before, before)))
    },
    build: (name: string) => build(optionsOf(name)),
    renew: (name: string) => renewHere(optionsOf(name)),
    bundle: (name: string) => bundle(optionsOf(name)),
    names: (paths: readonly string[]) => paths.map(path => path.slice(root.length + 1)).toSorted(),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  }
}
