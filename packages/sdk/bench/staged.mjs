// The packages as they are published, and 180 generated routes beside them, in a project of their own.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import ts from 'typescript'
import { loadSource } from '../../../tools/load-source.mjs'

const workspace = resolve(import.meta.dirname, '../../..')

/** Builds the project; `remove` deletes it. */
export async function staged() {
  const project = mkdtempSync(join(tmpdir(), 'azora-sdk-bench-'))
  for (const name of ['contracts', 'sdk']) buildInto(project, name)
  for (const name of ['axios', 'zod'])
    symlinkSync(join(workspace, 'node_modules', name), join(project, 'node_modules', name))
  const { generateService, largePlatform } = await loadSource(
    'packages/sdk/src/generate/index.ts',
    'packages/sdk/test/fixtures/large-platform.ts',
  )
  const clients = largePlatform.map(contract => generateService(contract))
  const declarations = clients.map(({ name, text }) => [
    name,
    ts.transpileDeclaration(text, { fileName: name }).outputText,
  ])
  writeProject(project, declarations)
  return { project, clients, declarations, remove: () => rmSync(project, { recursive: true, force: true }) }
}

function buildInto(project, name) {
  const [source, target] = [join(workspace, 'packages', name), join(project, 'node_modules/@azora', name)]
  mkdirSync(target, { recursive: true })
  cpSync(join(source, 'package.json'), join(target, 'package.json'))
  const tsdown = join(workspace, 'node_modules/.bin/tsdown')
  execFileSync(process.execPath, [tsdown, '--out-dir', join(target, 'dist'), '--logLevel', 'error'], {
    cwd: source,
  })
}

/** `consumer.ts` uses the clients, `empty.ts` nothing: the difference is what the SDK costs. */
function writeProject(project, declarations) {
  const services = declarations.map(([file]) => file.replace('.ts', ''))
  for (const [file, text] of declarations) write(project, `clients/${file.replace('.ts', '.d.ts')}`, text)
  write(project, 'package.json', '{ "name": "consumer", "type": "module" }')
  write(project, 'empty.ts', 'export {}\n')
  write(
    project,
    'consumer.ts',
    [
      ...services.map(name => `import { ${pascal(name)} } from './clients/${name}.js'`),
      ...services.map(
        name => `export const ${name} = new ${pascal(name)}({ baseUrl: 'http://127.0.0.1:4000' })`,
      ),
      'for await (const course of education.courses.list({ limit: 5 })) void course.title',
      "export const wallet = await finance.wallets.update('id', { title: 'Savings' }, { ifMatch: 3 })",
      '',
    ].join('\n'),
  )
}

function write(project, path, text) {
  mkdirSync(dirname(join(project, path)), { recursive: true })
  writeFileSync(join(project, path), text)
}

const pascal = name => name.charAt(0).toUpperCase() + name.slice(1)
