import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { build } from './build.js'
import { BuildFailed } from './build-failed.js'
import { bundle } from './bundle.js'

describe('programs that are asked for at the same moment', () => {
  it('are each made of what they import, and of nothing that only another imports', async () => {
    await using place = await programs({
      'one.ts': `import { common } from './common.js'\nconsole.log('first', common)`,
      'two.ts': `import { common } from './common.js'\nimport { own } from './own.js'\nconsole.log('second', common, own)`,
      'common.ts': `export const common = 'both'`,
      'own.ts': `export const own = 'mine'`,
    })
    const [one, two] = await Promise.all([place.build('one'), place.build('two')])
    expect(one.code).toContain('first')
    expect(one.code).not.toContain('second')
    expect(two.code).toContain('second')
    expect(place.names(one.inputs)).toEqual(['common.ts', 'one.ts'])
    expect(place.names(two.inputs)).toEqual(['common.ts', 'own.ts', 'two.ts'])
  })

  it('do not fail with one of them', async () => {
    await using place = await programs({
      'good.ts': `console.log('good')`,
      'bad.ts': `import './nowhere.js'`,
    })
    const [good, bad] = await Promise.allSettled([place.build('good'), place.build('bad')])
    expect(good).toMatchObject({ status: 'fulfilled', value: { code: expect.stringContaining('good') } })
    expect(bad).toMatchObject({ status: 'rejected', reason: expect.any(BuildFailed) })
  })

  it('have maps that lead to their own sources', async () => {
    await using place = await programs({
      'one.ts': `console.log('first')`,
      'two.ts': `console.log('second')`,
    })
    const maps = await Promise.all([place.build('one'), place.build('two')])
    expect(maps.map(({ map }) => JSON.parse(map).sources)).toEqual([['../../one.ts'], ['../../two.ts']])
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
})

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
  return {
    write,
    build: (name: string) => build(optionsOf(name)),
    bundle: (name: string) => bundle(optionsOf(name)),
    names: (paths: readonly string[]) => paths.map(path => path.slice(root.length + 1)).toSorted(),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  }
}
