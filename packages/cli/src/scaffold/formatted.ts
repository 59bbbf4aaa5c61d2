import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { TemplateFile } from './template.js'

const FORMATTED = /\.(ts|json)$/

/**
 * The files as the workspace's formatter leaves them: new names have other lengths, and lines break elsewhere. Without the
 * formatter (an install without development packages) they stay as they are.
 */
export async function formatted(root: string, files: readonly TemplateFile[]): Promise<TemplateFile[]> {
  const biome = formatter(root)
  if (!biome) return [...files]
  const format = async (file: TemplateFile) =>
    FORMATTED.test(file.path) ? { ...file, text: await run(biome, root, file) } : file
  return Promise.all(files.map(format))
}

/** The formatter's own program: the script in front of it takes longer to start than a file to format. */
function formatter(root: string): string | undefined {
  const folder = join(root, 'node_modules/@biomejs')
  if (!existsSync(folder)) return undefined
  const programs = readdirSync(folder).flatMap(name => [
    join(folder, name, 'biome'),
    join(folder, name, 'biome.exe'),
  ])
  return programs.find(program => statSync(program, { throwIfNoEntry: false })?.isFile())
}

function run(biome: string, root: string, { path, text }: TemplateFile): Promise<string> {
  const formatting = spawn(biome, ['check', '--write', `--stdin-file-path=${path}`], { cwd: root })
  const output: Buffer[] = []
  const complaints: Buffer[] = []
  formatting.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  formatting.stderr.on('data', (chunk: Buffer) => complaints.push(chunk))
  formatting.stdin.end(text)
  return new Promise((resolve, reject) => {
    formatting.on('error', reject)
    formatting.on('close', code => {
      if (code === 0) resolve(Buffer.concat(output).toString())
      else reject(new Error(`${path} could not be formatted: ${Buffer.concat(complaints).toString().trim()}`))
    })
  })
}
