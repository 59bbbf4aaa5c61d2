import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { bundle, forgetBuilds, renewHere, renewOften } from './bundle.js'

const run = promisify(execFile)

const PACKAGES = {
  'node_modules/plain/package.json': `{ "main": "index.js" }`,
  'node_modules/plain/index.js': `exports.one = 1; exports['and more'] = 2; exports.default = 'its own'`,
  'node_modules/compiled/package.json': `{ "main": "index.js" }`,
  'node_modules/compiled/index.js': `"use strict"
    var __exportStar = function (m, exports) { for (var p in m) exports[p] = m[p] }
    Object.defineProperty(exports, "__esModule", { value: true })
    exports.first = 'first'
    __exportStar(require("./other"), exports)`,
  'node_modules/compiled/other.js': `exports.second = 'second'`,
  'node_modules/whole/package.json': `{ "main": "index.js" }`,
  'node_modules/whole/index.js': `module.exports = Object.assign(() => {}, { is: 'whole' })`,
  // One of those that stay outside of bundles.
  'node_modules/pg-native/package.json': `{ "main": "index.js" }`,
  'node_modules/pg-native/index.js': `exports.outside = 'outside'`,
  'node_modules/modern/package.json': `{ "type": "module", "exports": "./index.js" }`,
  'node_modules/modern/index.js': `export const named = 'named'; export default 'default'`,
}

afterAll(forgetBuilds)

describe('import() in a bundle gives what it gives in Node', () => {
  it.each([
    { name: 'plain', renew: renewHere },
    { name: 'compiled', renew: renewOften },
    { name: 'whole', renew: renewHere },
    { name: 'pg-native', renew: renewHere },
    { name: 'modern', renew: renewHere },
  ])('of $name', async ({ name, renew }) => {
    await using place = await files({
      ...PACKAGES,
      'main.mjs': `const it = await import('${name}')
        // Node names the whole so since version 23.
        const { 'module.exports': _, ...known } = it
        const shown = Object.entries(known).map(([key, value]) => [key, value?.is ?? value])
        console.log(JSON.stringify(shown))`,
    })
    const asInNode = await place.outputOf(place.entry)
    const options = { root: place.root, entry: place.entry, folder: join(place.root, 'out') }
    const { file } = await bundle(options, renew)
    expect(await place.outputOf(file)).toBe(asInNode)
    expect(asInNode).toContain('default')
  })
})

async function files(texts: Readonly<Record<string, string>>) {
  const root = await mkdtemp(join(tmpdir(), 'azora-import-'))
  for (const [name, text] of Object.entries(texts)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), text)
  }
  return {
    root,
    entry: join(root, 'main.mjs'),
    outputOf: async (file: string) => (await run(process.execPath, [file])).stdout,
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  }
}
