import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { UserError } from '../exit.js'
import { standardInput } from '../standard-input.js'

/** What `--data` holds: JSON, `@FILE` (JSON or YAML), or `-` for JSON on standard input. */
export async function dataOf(given: string | undefined): Promise<unknown> {
  if (given === undefined) return undefined
  if (given === '-') return jsonOf(await standardInput(), 'standard input')
  return given.startsWith('@') ? fileOf(given.slice(1)) : jsonOf(given, '--data')
}

/** The content of a JSON or YAML file. @throws {UserError} `unreadable-file` */
export async function fileOf(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new UserError('unreadable-file', `${path} cannot be read: ${cause.message}`, { cause })
  })
  if (!['.yaml', '.yml'].includes(extname(path))) return jsonOf(text, path)
  // By way of a file of ours: the package is CommonJS, whose names a dynamic import does not see.
  const { parseYaml } = await import('./yaml.js')
  return parsed(() => parseYaml(text), path)
}

function jsonOf(text: string, where: string) {
  return parsed(() => JSON.parse(text), where)
}

function parsed(parse: () => unknown, where: string): unknown {
  try {
    return parse()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new UserError('unreadable-file', `${where} does not parse: ${reason}`, { cause })
  }
}
