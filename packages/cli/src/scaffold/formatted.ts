import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TemplateFile } from './template.js'

const BIOME = 'node_modules/@biomejs/biome/bin/biome'
const FORMATTED = /\.(ts|json)$/

/**
 * The files as the workspace's formatter leaves them: new names have other lengths, and lines break elsewhere. Without the
 * formatter (an install without development packages) they stay as they are.
 */
export async function formatted(root: string, files: readonly TemplateFile[]): Promise<TemplateFile[]> {
  if (!existsSync(join(root, BIOME))) return [...files]
  return Promise.all(
    files.map(async file => (FORMATTED.test(file.path) ? { ...file, text: await format(root, file) } : file)),
  )
}

function format(root: string, { path, text }: TemplateFile): Promise<string> {
  const biome = spawn(
    process.execPath,
    [join(root, BIOME), 'check', '--write', `--stdin-file-path=${path}`],
    { cwd: root },
  )
  const output: Buffer[] = []
  const complaints: Buffer[] = []
  biome.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  biome.stderr.on('data', (chunk: Buffer) => complaints.push(chunk))
  biome.stdin.end(text)
  return new Promise((resolve, reject) => {
    biome.on('error', reject)
    biome.on('close', code => {
      if (code === 0) resolve(Buffer.concat(output).toString())
      else reject(new Error(`${path} could not be formatted: ${Buffer.concat(complaints).toString().trim()}`))
    })
  })
}
