/**
 * Generates Prisma clients without Prisma's command line: no download, no engine binary, no install script, about a
 * third of a second for the first and some 35 ms for each further service; nothing at all when the schema has not changed.
 *
 *   node tools/prisma-generate.mjs            in the root: every service and template that has a schema
 *   node ../../tools/prisma-generate.mjs      in a service's folder: that service; or name the folders
 *   import { generatePrismaClients } from '…/tools/prisma-generate.mjs'      the same within a bundler or a test run
 *
 * A client goes to `src/generated/prisma` beside the service's `prisma/schema.prisma`. The generator block needs only
 * `provider = "prisma-client"`; output, module format and extensions are set here, the same for every service.
 */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { setFlagsFromString } from 'node:v8'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const MEMBERS = ['services', 'templates']
const SCHEMA = 'prisma/schema.prisma'
const OUTPUT = 'src/generated/prisma'
const STAMP = '.schema-hash'
const NO_TELEMETRY = { CHECKPOINT_DISABLE: '1', DO_NOT_TRACK: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' }
const SETTINGS = {
  runtime: 'nodejs',
  // Half the code of the fast one: 10 MiB less in each process, and its first query comes sooner. Plans are kept, so the
  // compiler is not what later queries wait for.
  compilerBuild: 'small',
  moduleFormat: 'esm',
  generatedFileExtension: 'ts',
  importFileExtension: 'js',
}

/**
 * Brings the clients of the given service folders up to date. Those without a schema, and those whose schema and
 * generator are unchanged, are left alone.
 *
 * @param {readonly string[]} [folders] Default: every service and template of the workspace that has a schema.
 * @returns {Promise<string[]>} The folders whose client was written.
 * @throws {Error} Naming the schema and its faults when it does not parse.
 */
export async function generatePrismaClients(folders = workspaceFolders()) {
  const withSchema = folders.map(folder => resolve(folder)).filter(folder => existsSync(join(folder, SCHEMA)))
  const stale = withSchema.filter(folder => isStale(folder))
  if (stale.length === 0) return []
  const generator = loadGenerator()
  for (const folder of stale) await generate(folder, generator)
  return stale
}

/** The members of the workspace that have a Prisma schema. */
export function workspaceFolders(root = ROOT) {
  return MEMBERS.map(name => join(root, name))
    .filter(parent => existsSync(parent))
    .flatMap(parent => readdirSync(parent).map(name => join(parent, name)))
    .filter(folder => existsSync(join(folder, SCHEMA)))
}

/** Whether the client of a folder is missing, or of another schema or generator. */
export function isStale(folder) {
  const stamp = join(folder, OUTPUT, STAMP)
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== hashOf(folder)
}

let ownHash
/** Changes with the schema, Prisma's generator, and this file. */
function hashOf(folder) {
  ownHash ??= createHash('sha256')
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .update(generatorVersion())
    .digest('hex')
  return createHash('sha256')
    .update(ownHash)
    .update(readFileSync(join(folder, SCHEMA)))
    .digest('hex')
}

const require = createRequire(import.meta.url)

function generatorVersion() {
  return JSON.parse(readFileSync(generatorPath('package.json'), 'utf8')).version
}

function generatorPath(file) {
  return require.resolve('@prisma/client-generator-ts').replace(/dist[\\/]index\.js$/, file)
}

// Required, not imported: the ES modules of 7.10 name files that are not there. The schema parser is resolved from the
// generator's own place, so that both are always of one version.
function loadGenerator() {
  Object.assign(process.env, NO_TELEMETRY)
  // The parser runs once: a quarter of a second to optimize it would be a quarter of a second lost.
  setFlagsFromString('--wasm-tiering-budget=100000000')
  const { PrismaClientTsGenerator } = require('@prisma/client-generator-ts')
  const internals = createRequire(createRequire(generatorPath('dist/index.js')).resolve('@prisma/internals'))
  const { getDMMF } = internals('@prisma/get-dmmf')
  return { client: new PrismaClientTsGenerator(), getDMMF, wasm: internals('@prisma/prisma-schema-wasm') }
}

// Written beside its place and moved there whole, so that two processes at once or a crash leave no half-written client.
async function generate(folder, { client, getDMMF, wasm }) {
  const schemaPath = join(folder, SCHEMA)
  const datamodel = readFileSync(schemaPath, 'utf8')
  const schemaFiles = [[schemaPath, datamodel]]
  const hash = hashOf(folder)
  mkdirSync(join(folder, 'src/generated'), { recursive: true })
  const temporary = mkdtempSync(join(folder, 'src/generated/.prisma-'))
  try {
    const { datasources, generator } = configOf(schemaPath, schemaFiles, wasm)
    await client.generate({
      generator: {
        ...generator,
        output: { fromEnvVar: null, value: temporary },
        config: { ...generator.config, ...SETTINGS },
      },
      otherGenerators: [],
      schemaPath,
      datamodel,
      datasources,
      dmmf: dmmfOf(schemaPath, getDMMF({ datamodel: schemaFiles })),
      version: generatorVersion(),
      binaryPaths: {},
    })
    writeFileSync(join(temporary, STAMP), hash)
    chmodSync(temporary, 0o755)
    replace(temporary, join(folder, OUTPUT))
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

function configOf(schemaPath, schemaFiles, wasm) {
  const { config, errors } = JSON.parse(wasm.get_config(JSON.stringify({ prismaSchema: schemaFiles })))
  if (errors?.length) throw new Error(`${schemaPath}: ${errors.map(error => error.message).join('; ')}`)
  const generator = config.generators.find(({ provider }) => provider.value === 'prisma-client')
  if (!generator) throw new Error(`${schemaPath}: add a generator block with provider = "prisma-client"`)
  return { generator, datasources: config.datasources }
}

function dmmfOf(schemaPath, result) {
  if ('error' in result) throw new Error(`${schemaPath}: ${messageOf(result.error)}`)
  return result
}

function messageOf(error) {
  try {
    return stripVTControlCharacters(JSON.parse(error.message).message)
  } catch {
    return error.message
  }
}

function replace(from, to) {
  const old = `${from}-old`
  moveIfThere(to, old)
  try {
    renameSync(from, to)
  } catch (error) {
    // Another process put the same client there in between; anything else is a failure.
    if (!existsSync(join(to, STAMP))) throw error
  }
  rmSync(old, { recursive: true, force: true })
}

function moveIfThere(from, to) {
  try {
    renameSync(from, to)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

/** The folders named, else the one it is run in if that has a schema, else the whole workspace. */
function requestedFolders() {
  const named = process.argv.slice(2)
  if (named.length > 0) return named
  return existsSync(SCHEMA) ? ['.'] : workspaceFolders()
}

async function main() {
  for (const folder of await generatePrismaClients(requestedFolders())) {
    process.stderr.write(`generated ${join(relative(process.cwd(), folder), OUTPUT)}\n`)
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main().catch(error => {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  })
}
