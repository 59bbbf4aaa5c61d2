import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'
import { lazy } from '../lazy.js'
import { CatalogAdapter } from './catalog-adapter.js'

/** A Prisma schema: its file's name and text. */
export interface Schema {
  readonly path: string
  readonly content: string
}

/** What is compared: where it starts, a schema as it was or the database as it is, and where it is to arrive. */
export interface Comparison {
  /** The root of the workspace. */
  readonly root: string
  /** A database; the engine wants one even to compare two schemas. */
  readonly url: string
  readonly from: Schema | 'database'
  readonly to: Schema
}

/** The SQL that leads from one to the other, by Prisma's schema engine; empty if nothing differs. */
export async function schemaDifference({ root, url, from, to }: Comparison): Promise<string> {
  await loaded(root)
  const pool = new pg.Pool({ connectionString: url })
  const adapter = bindMigrationAwareSqlAdapterFactory(CatalogAdapter.over(pool))
  const prisma = await engine.SchemaEngine.new(
    { datamodels: [[to.path, to.content]] },
    () => undefined,
    adapter,
  )
  try {
    const { stdout } = await prisma.diff({
      from:
        from === 'database'
          ? { tag: 'schemaDatasource', files: [to], configDir: root }
          : { tag: 'schemaDatamodel', files: [from] },
      to: { tag: 'schemaDatamodel', files: [to] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    })
    return stdout && !stdout.trimStart().startsWith('-- This is an empty migration') ? stdout : ''
  } finally {
    prisma.free()
    await pool.end()
  }
}

/** What Node has and our types do not: TypeScript knows WebAssembly by its browser library only. */
interface Assembly {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>
}

let loading: (() => Promise<void>) | undefined

/** Loads the engine once: its package leaves that to bundlers. */
function loaded(root: string): Promise<void> {
  loading ??= lazy(() => load(root))
  return loading()
}

async function load(root: string) {
  const path = createRequire(join(root, 'package.json')).resolve(
    '@prisma/schema-engine-wasm/schema_engine_bg',
  )
  const bytes = await readFile(path.replace(/js$/, 'wasm'))
  const assembly = Reflect.get(globalThis, 'WebAssembly') as Assembly
  const { instance } = await assembly.instantiate(bytes, { './schema_engine_bg.js': engine })
  ;(Reflect.get(engine, '__wbg_set_wasm') as (exports: object) => void)(instance.exports)
  ;(instance.exports['__wbindgen_start'] as () => void)()
}
