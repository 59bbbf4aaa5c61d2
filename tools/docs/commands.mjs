import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** @typedef {import('./blocks.mjs').Block} Block */

/**
 * What documents may name: commands by path, each with its flags (`--title`, `-f`) and whether it holds others; scripts of
 * packages by package name, the root's under `''`; and the services of templates, which run nowhere before they are copied.
 *
 * @typedef {{ commands: Map<string, { flags: Set<string>, isGroup: boolean }>, globals: Set<string>, scripts: Map<string, Set<string>>,
 *   templates: string[] }} Known
 */

/** What is wrong with the command lines of documents, as `file:line: message`. @param {Block[]} blocks @param {Known} known */
export function commandFaults(blocks, known) {
  // A service somebody is told to make has its commands only then.
  const named = blocks.flatMap(({ text }) => [...text.matchAll(/azora new service ([a-z-]+)/g)])
  const made = new Set([...known.templates, ...named.map(([, name]) => name)])
  return blocks
    .filter(({ info }) => info[0] === 'sh')
    .flatMap(({ file, line, text }) =>
      text.split('\n').flatMap((source, offset) =>
        commandLinesIn(source)
          .map(words => faultOf(words, known, made))
          .filter(Boolean)
          .map(fault => `${file}:${line + offset}: ${fault}`),
      ),
    )
}

const WORD = /"(?:\\.|[^"\\])*"|'[^']*'|[^\s"']+/g

/** The commands of a line, as words. */
function commandLinesIn(source) {
  const [code] = source.split(/(?:^|\s)#\s/)
  return code.split(/&&|\||;/).map(part => part.match(WORD) ?? [])
}

function faultOf(words, known, made) {
  const [first, ...rest] = words[0] === 'npx' ? words.slice(1) : words
  if (first === 'azora') return azoraFault(rest, known, made)
  if (first === 'npm') return npmFault(rest, known, made)
  return undefined
}

const nameOf = flag => flag.split('=')[0]

function azoraFault(words, { commands, globals }, made) {
  const { path, rest } = pathIn(words, commands)
  if (path === 'call' && made.has(rest[0]?.split('.')[0])) return undefined
  const command = commands.get(path) ?? { flags: new Set(), isGroup: true }
  const [unknown] = command.isGroup ? rest.filter(word => /^[a-z]/.test(word)) : []
  if (unknown) return `there is no \`azora ${[path, unknown].filter(Boolean).join(' ')}\``
  const flags = words.filter(word => /^--?[a-z]/.test(word)).map(nameOf)
  const missing = flags.find(flag => !command.flags.has(flag) && !globals.has(flag))
  return missing && `\`azora ${path}\` has no ${missing}`
}

/** The words that lead to a command, and those that follow; flags before it have their values with them. */
function pathIn(words, commands) {
  const start = words.findIndex(word => commands.has(word))
  if (start < 0) return { path: '', rest: words }
  let end = start + 1
  while (commands.has(words.slice(start, end + 1).join(' ')) && end < words.length) end++
  return { path: words.slice(start, end).join(' '), rest: words.slice(end) }
}

const BUILT_IN = new Set(['ci', 'install', 'pack', 'exec', 'audit'])

function npmFault(words, { scripts }, made) {
  const member = memberIn(words)
  const script = words[0] === 'run' ? words[1] : words[0]
  if (!script || BUILT_IN.has(script) || made.has(member.replace('@azora/', ''))) return undefined
  const names = scripts.get(member)
  if (!names) return `there is no package ${member}`
  return names.has(script) ? undefined : `${member || 'the root'} has no script ${script}`
}

function memberIn(words) {
  const at = words.findIndex(word => word === '-w' || word === '--workspace')
  return at < 0 ? '' : words[at + 1]
}

/** The scripts of every package that is named, and of the root. @param {string[]} folders of the workspace's members */
export function scriptsOf(root, folders) {
  return new Map(
    ['', ...folders]
      .map(folder => join(root, folder, 'package.json'))
      .filter(existsSync)
      .map(path => JSON.parse(readFileSync(path, 'utf8')))
      .map(({ name, scripts = {} }) => [name === 'azora' ? '' : name, new Set(Object.keys(scripts))]),
  )
}
