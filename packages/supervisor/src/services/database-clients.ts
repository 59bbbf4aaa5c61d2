import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { type Fingerprint, fingerprint, isUnchanged } from '../bundle/fingerprint.js'
import { exitOf } from '../process/ending.js'
import { readJson, replaceJson } from '../state/atomic-file.js'
import type { Paths } from '../state/paths.js'

/** Generates a service's Prisma client from its schema; part of the checkout, not of this package. */
const TOOL = 'tools/prisma-generate.mjs'
const SCHEMA = 'prisma/schema.prisma'
const CLIENT = 'src/generated/prisma'

/** Keeps generated database clients up to their schemas. Requests of one moment share one process: loading is what costs. */
export class DatabaseClients {
  readonly #paths: Paths
  #asked: string[] = []
  #batch: Promise<void> | null = null
  readonly #pending = new Set<Promise<void>>()

  constructor(paths: Paths) {
    this.#paths = paths
  }

  /** Resolves when the service's client is that of its schema; at once if it has none. @throws with the schema's faults */
  ensure(folder: string, cache: string): Promise<void> {
    const work = this.#ensure(folder, cache)
    this.#pending.add(work)
    const done = () => this.#pending.delete(work)
    work.then(done, done)
    return work
  }

  /** Resolves when no client is being brought up to date any more, whatever became of it. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#pending)
  }

  async #ensure(folder: string, cache: string): Promise<void> {
    const tool = join(this.#paths.root, TOOL)
    const schema = join(folder, SCHEMA)
    if (!existsSync(schema) || !existsSync(tool)) return
    const record = join(cache, 'schema.json')
    const known = await readJson<Fingerprint[]>(record)
    if (known?.every(isUnchanged) && existsSync(join(folder, CLIENT))) return
    const sources = [schema, tool].map(fingerprint)
    await this.#generate(folder)
    await replaceJson(record, sources)
  }

  #generate(folder: string): Promise<void> {
    this.#asked.push(folder)
    this.#batch ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        const folders = this.#asked
        this.#asked = []
        this.#batch = null
        run(this.#paths.root, folders).then(resolve, reject)
      })
    })
    return this.#batch
  }
}

async function run(root: string, folders: readonly string[]) {
  const child = spawn(process.execPath, [join(root, TOOL), ...folders], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => {
    words += chunk.toString()
  })
  const { code } = await exitOf(child)
  if (code !== 0) throw new Error(`The database client cannot be generated: ${words.trim()}`)
}
