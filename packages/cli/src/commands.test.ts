import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { parse } from './cli.js'
import { sections } from './commands/index.js'
import { everyCommand } from './every-command.js'
import { wordsOf } from './settings/extensions.js'
import { commandLine } from './testing/command-line.js'
import { workspace } from './testing/workspace.js'

const program = { version: '0.0.0', sections, color: false, columns: 80 }
const nodes = await everyCommand()
const commands = nodes.filter(({ node }) => node.kind === 'command')

describe.each(nodes)('azora $path', ({ path, node }) => {
  test('says what it does in one line', () => {
    expect(node.summary).toMatch(/^[A-Z][^\n]{3,90}[^.\n]$/)
  })

  test('prints help with its summary and its examples', async () => {
    const help = await parse([...path.split(' '), '--help'], program)
    expect(help).toMatchObject({ do: 'print' })
    const text = 'text' in help ? help.text : ''
    expect(text).toContain(node.summary.split(' ').slice(0, 3).join(' '))
    for (const example of node.examples) expect(text).toContain(example)
  })
})

test.each(nodes.flatMap(({ node }) => node.examples).filter(isPlain))(
  'the example `%s` is understood',
  async line => {
    const request = await parse(wordsOf(line).slice(1), program)
    expect(['run', 'print']).toContain(request.do)
  },
)

/** Neither a pipe, nor a substitution, nor a redirection. */
function isPlain(line: string) {
  return line.startsWith('azora ') && !/[|$>]/.test(line)
}

test.each(commands)('azora $path publishes the schema of what --json prints', async ({ node }) => {
  if (node.kind !== 'command') return
  const schema = z.toJSONSchema(await node.document(), { io: 'output' })
  expect(schema).toHaveProperty('$schema')
})

test('no two flags of a command have one letter', () => {
  for (const { path, node } of commands) {
    const letters = Object.values(node.kind === 'command' ? (node.flags ?? {}) : {}).flatMap(
      flag => flag.short ?? [],
    )
    expect({ path, letters }).toEqual({ path, letters: [...new Set(letters)] })
  }
})

const Versioned = z.looseObject({ schemaVersion: z.literal(1) })
const Refused = z.looseObject({
  error: z.object({ code: z.string(), cause: z.string(), remedy: z.string() }),
})

describe('with --json and nothing running', () => {
  test.each(commands.filter(({ path }) => !MOVES.has(path)))(
    'azora $path prints one document',
    async ({ path, node }) => {
      await using here = await workspace()
      const outcome = await commandLine([...wordsFor(path, node), '--json'], { cwd: here.root })
      const document = outcome.json()
      const answer = node.kind === 'command' ? await node.document() : z.never()
      expect(Versioned.and(z.union([Refused, answer])).safeParse(document).error).toBeUndefined()
    },
  )
})

/** These would start something. */
const MOVES = new Set(['up', 'new service'])

/** The command with a word for every argument it must have. */
function wordsFor(path: string, node: (typeof nodes)[number]['node']) {
  const args = node.kind === 'command' ? Object.values(node.args ?? {}) : []
  const words = args
    .filter(({ presence }) => presence === 'required')
    .map(({ completes }) => firstOf(completes))
  return [...path.split(' '), ...words]
}

function firstOf(completes: unknown) {
  return Array.isArray(completes) ? String(completes[0]) : 'library'
}
