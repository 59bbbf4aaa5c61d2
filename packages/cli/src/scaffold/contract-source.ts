import { mkdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Contract } from '@azora/contracts'
import { exportName } from '@azora/contracts/platform-text'
import type { Plugin } from 'esbuild'
import type { TemplateFile } from './template.js'

/**
 * Evaluates the sources of a contract that is not written yet, so that everything projected from it can be planned
 * before the first file is touched.
 */
export async function contractOf(
  root: string,
  service: string,
  files: readonly TemplateFile[],
): Promise<Contract> {
  const { build } = await import('esbuild')
  const folder = join(root, 'packages/contracts/src', service)
  const outfile = join(root, '.azora/cache/scaffold', `${service}-${process.pid}-${Date.now()}.mjs`)
  await mkdir(join(root, '.azora/cache/scaffold'), { recursive: true })
  await build({
    stdin: { contents: `export * from '${folder}/index.js'`, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@azora/source'],
    logLevel: 'silent',
    plugins: [unwritten(folder, files)],
  })
  try {
    const exported = (await import(pathToFileURL(outfile).href)) as Record<string, Contract>
    const contract = exported[exportName(service)]
    if (!contract) throw new TypeError(`The template's contract is not exported as ${exportName(service)}`)
    return contract
  } finally {
    await rm(outfile, { force: true })
  }
}

/** Lets esbuild read files that exist only in memory, as if they stood in the folder. */
function unwritten(folder: string, files: readonly TemplateFile[]): Plugin {
  const texts = new Map(files.map(({ path, text }) => [join(folder, basename(path)), text]))
  return {
    name: 'unwritten',
    setup(build) {
      build.onResolve({ filter: /^[./]/ }, ({ path, importer, namespace }) => {
        const from = namespace === 'unwritten' ? dirname(importer) : ''
        const file = join(from, path).replace(/\.js$/, '.ts')
        if (texts.has(file)) return { path: file, namespace: 'unwritten' }
        return namespace === 'unwritten' ? { path: file } : undefined
      })
      build.onLoad({ filter: /.*/, namespace: 'unwritten' }, ({ path }) => ({
        contents: texts.get(path) ?? '',
        loader: 'ts',
        // The folder itself is not there yet; packages are found from the one above.
        resolveDir: dirname(folder),
      }))
    },
  }
}
