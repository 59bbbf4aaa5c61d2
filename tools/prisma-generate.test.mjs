import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { generatePrismaClients } from './prisma-generate.mjs'

const TOOL = fileURLToPath(new URL('prisma-generate.mjs', import.meta.url))
const run = promisify(execFile)

/** A service with a schema of one model, in a folder with a space in its name. */
function service() {
  const root = mkdtempSync(join(tmpdir(), 'azora generate-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, 'prisma'))
  const write = model =>
    writeFileSync(
      join(root, 'prisma/schema.prisma'),
      `generator client {\n  provider = "prisma-client"\n}\ndatasource db {\n  provider = "postgresql"\n}\nmodel ${model} {\n  id Int @id\n}\n`,
    )
  write('Note')
  return {
    root,
    write,
    client: () => readFileSync(join(root, 'src/generated/prisma/client.ts'), 'utf8'),
    parts: () => readFileSync(join(root, 'src/generated/prisma/internal/class.ts'), 'utf8'),
    generated: () => readdirSync(join(root, 'src/generated')),
  }
}

test('a client is written once for a schema, and again when it has changed', async () => {
  const it = service()
  expect(await generatePrismaClients([it.root])).toEqual([it.root])
  expect(await generatePrismaClients([it.root])).toEqual([])
  it.write('Page')
  expect(await generatePrismaClients([it.root])).toEqual([it.root])
  expect(it.client()).toContain('Page')
})

test('a client imports its parts as ES modules do, and needs no engine binary', async () => {
  const it = service()
  await generatePrismaClients([it.root])
  expect(it.client()).toContain(`from "./internal/class.js"`)
  expect(
    readdirSync(join(it.root, 'src/generated/prisma'), { recursive: true }).filter(name =>
      name.endsWith('.node'),
    ),
  ).toEqual([])
})

test('the query compiler a client loads is text that bundling takes out of the code', async () => {
  const it = service()
  await generatePrismaClients([it.root])
  const [, name] = /import\("(@prisma\/client\/runtime\/[\w.-]+\.wasm-base64\.mjs)"\)/.exec(it.parts()) ?? []
  const text = readFileSync(fileURLToPath(import.meta.resolve(name)), 'utf8')
  expect(text).toMatch(/^const wasm = "[A-Za-z0-9+/]+=*";?\s*export \{ wasm \}\s*$/)
})

test('a schema with a fault is refused by name, and the client from before stays', async () => {
  const it = service()
  await generatePrismaClients([it.root])
  it.write('Note {\n  title Strin')
  await expect(generatePrismaClients([it.root])).rejects.toThrow(/schema\.prisma: .*Strin/s)
  expect(it.client()).toContain('Note')
  expect(it.generated()).toEqual(['prisma'])
})

test('folders without a schema have no client', async () => {
  const it = service()
  rmSync(join(it.root, 'prisma'), { recursive: true })
  expect(await generatePrismaClients([it.root])).toEqual([])
  expect(existsSync(join(it.root, 'src'))).toBe(false)
})

test('four processes at the same moment leave one whole client', async () => {
  const it = service()
  await Promise.all([1, 2, 3, 4].map(() => run(process.execPath, [TOOL], { cwd: it.root })))
  expect(it.generated()).toEqual(['prisma'])
  expect(await generatePrismaClients([it.root])).toEqual([])
}, 30_000)
