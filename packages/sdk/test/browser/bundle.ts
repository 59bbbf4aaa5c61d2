import { build } from 'esbuild'

/** A page's script with all it imports, as a bundler makes it for browsers. */
export async function bundled(entry: string): Promise<{ script: string; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    platform: 'browser',
    conditions: ['@azora/source'],
  })
  return { script: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) }
}
