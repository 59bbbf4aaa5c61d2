import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

const ENCODED = /\.wasm-base64\.mjs$/
const TEXT = /^const wasm = "([A-Za-z0-9+/]+=*)";?\s*export \{ wasm \}\s*$/
const NAMESPACE = 'wasm-beside'

/**
 * Takes WebAssembly that a package holds as base64 text out of the code and puts it into a file beside: Prisma's query
 * compiler makes up more than half of a bundle, and as text each process would hold it twice, used or not.
 */
export const wasmBeside: Plugin = {
  name: 'WebAssembly lies beside',
  setup(builder) {
    builder.onLoad({ filter: ENCODED, namespace: 'file' }, async ({ path }) => {
      const bytes = await decoded(path)
      // Something else of that name is left as it is.
      return bytes && { contents: READING, pluginData: { path, bytes } }
    })
    builder.onResolve({ filter: /^wasm-beside$/ }, ({ pluginData }) => {
      const { path, bytes } = pluginData as { path: string; bytes: Buffer }
      return { path: path.replace(ENCODED, '.wasm'), namespace: NAMESPACE, pluginData: bytes }
    })
    builder.onLoad({ filter: /./, namespace: NAMESPACE }, ({ pluginData }) => ({
      contents: pluginData as Buffer,
      loader: 'file',
    }))
  },
}

// Whoever decodes it, by `Buffer.from(wasm, 'base64')`, is given the bytes, and nothing keeps them afterwards.
const READING = `
  import { readFileSync } from 'node:fs'
  import name from 'wasm-beside'
  export const wasm = { valueOf: () => readFileSync(new URL(name, import.meta.url)) }
`

async function decoded(path: string): Promise<Buffer | undefined> {
  const [, text] = TEXT.exec(await readFile(path, 'utf8')) ?? []
  return text === undefined ? undefined : Buffer.from(text, 'base64')
}
