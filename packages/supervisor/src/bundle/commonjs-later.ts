import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { initSync, parse } from 'cjs-module-lexer'
import type { Metafile, Plugin, PluginBuild } from 'esbuild'
import { hasCode } from '../error-code.js'

const NAMESPACE = 'commonjs-later'
const SCRIPT = /\.c?js$/

/**
 * How CommonJS modules are named where they are imported later. To ask at every import costs half the time of a build, so the
 * names are learned from what was built; these are the kit's, for a first build not to be made twice.
 */
const learned = new Set([
  'amqplib',
  'bullmq',
  'ioredis',
  'kafkajs',
  'nodemailer',
  'rate-limiter-flexible',
  ...['exporter-trace-otlp-http', 'resources', 'sdk-trace-node'].map(name => `@opentelemetry/${name}`),
  ...['bsd', 'darwin', 'linux', 'unsupported', 'win'].map(system => `./getMachineId-${system}.js`),
])

/** Looks for names that {@link commonjsLater} did not know. @returns whether there are any, and a build must be made again */
export function learnNames({ inputs }: Metafile): boolean {
  const later = Object.values(inputs)
    .flatMap(({ imports }) => imports)
    .filter(({ kind, path }) => kind === 'dynamic-import' && inputs[path]?.format === 'cjs')
  const unknown = later.flatMap(({ original }) => (original && !learned.has(original) ? original : []))
  for (const name of unknown) learned.add(name)
  return unknown.length > 0
}

/**
 * Lets `import()` of a CommonJS module give what it gives in Node: its exports by name, as far as its text tells them, and
 * all of them as `default`. As a module of its own, esbuild would give it the default alone.
 */
export function commonjsLater(): Plugin {
  const filter = new RegExp(`^(?:${[...learned].map(literally).join('|')})$`)
  return { name: 'import() of CommonJS', setup: builder => setUp(builder, filter) }
}

function setUp(builder: PluginBuild, filter: RegExp): void {
  initSync()
  builder.onResolve({ filter }, async ({ path, kind, resolveDir, importer, pluginData }) => {
    // Whoever has put something there asks on behalf of an import that this has seen, or will see.
    if (kind !== 'dynamic-import' || pluginData !== undefined) return undefined
    const found = await builder.resolve(path, { kind, resolveDir, importer, pluginData: NAMESPACE })
    const isScript = !found.external && found.namespace === 'file' && SCRIPT.test(found.path)
    const names = isScript && (await namesOf(found.path, builder))
    return names ? { path: found.path, namespace: NAMESPACE, pluginData: names } : undefined
  })
  builder.onLoad({ filter: /./, namespace: NAMESPACE }, ({ path, pluginData }) => ({
    contents: facade(path, [...(pluginData as ReadonlySet<string>)]),
    resolveDir: dirname(path),
  }))
}

const literally = (text: string) => text.replace(/[^\w/@-]/g, '\\$&')

/** What a CommonJS module exports, with what it passes on from others; null for an ES module. */
async function namesOf(path: string, builder: PluginBuild): Promise<ReadonlySet<string> | null> {
  const names = new Set<string>()
  const files = new Set([path])
  for (const file of files) {
    const found = parsed(await readFile(file, 'utf8'))
    if (!found) return null
    for (const name of found.exports) names.add(name)
    for (const other of found.reexports) {
      const { path: next } = await builder.resolve(other, { kind: 'require-call', resolveDir: dirname(file) })
      if (SCRIPT.test(next)) files.add(next)
    }
  }
  names.delete('default')
  return names
}

function parsed(source: string) {
  try {
    return parse(source)
  } catch (error) {
    if (hasCode(error, 'ERR_LEXER_ESM_SYNTAX')) return null
    throw error
  }
}

function facade(path: string, names: readonly string[]): string {
  return [
    `const it = require(${JSON.stringify(path)})`,
    'export { it as default }',
    ...names.map((name, i) => `const _${i} = it[${JSON.stringify(name)}]`),
    ...names.map((name, i) => `export { _${i} as ${JSON.stringify(name)} }`),
  ].join('\n')
}
