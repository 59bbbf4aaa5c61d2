import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { bundle } from './bundle.js'

const run = promisify(execFile)

/** A module of WebAssembly that does nothing: magic number and version. */
const EMPTY_MODULE = 'AGFzbQEAAAA='

describe('WebAssembly that a package holds as text', () => {
  it('lies in a file beside the bundle, and is read when it is decoded', async () => {
    await using place = await packageOf(`const wasm = "${EMPTY_MODULE}";\nexport { wasm }`)
    const { file } = await place.bundle()
    expect(await readFile(file, 'utf8')).not.toContain(EMPTY_MODULE)
    const [name = ''] = await place.wasmFiles()
    expect(await readFile(name, 'base64')).toBe(EMPTY_MODULE)
    expect((await run(process.execPath, [file])).stdout).toBe('true 8\n')
  })

  it('is put there again if it is lost', async () => {
    await using place = await packageOf(`const wasm = "${EMPTY_MODULE}";\nexport { wasm }`)
    await place.bundle()
    const [name = ''] = await place.wasmFiles()
    await unlink(name)
    const { file } = await place.bundle()
    expect((await run(process.execPath, [file])).stdout).toBe('true 8\n')
  })

  it('stays in the code where it is written in a way we do not know', async () => {
    await using place = await packageOf(`export const wasm = ['${EMPTY_MODULE}'].join('')`)
    const { file } = await place.bundle()
    expect(await place.wasmFiles()).toEqual([])
    expect((await run(process.execPath, [file])).stdout).toBe('true 8\n')
  })
})

async function packageOf(text: string) {
  const root = await mkdtemp(join(tmpdir(), 'azora-wasm-'))
  const out = join(root, 'out')
  await writeFile(join(root, 'engine.wasm-base64.mjs'), text)
  const entry = join(root, 'main.mjs')
  await writeFile(
    entry,
    `import { wasm } from './engine.wasm-base64.mjs'
    const bytes = Buffer.from(wasm, 'base64')
    console.log(WebAssembly.validate(bytes), bytes.length)`,
  )
  return {
    bundle: () => bundle({ root, entry, folder: out }),
    wasmFiles: async () => {
      const names = await readdir(root, { recursive: true })
      return names.filter(name => name.endsWith('.wasm')).map(name => join(root, name))
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  }
}
