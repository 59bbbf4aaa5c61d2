import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { platformForFile } from './platform.js'

// What the README and a guide have one type, read from there, in its order.

const platform = platformForFile()
const textOf = (file: string) => readFileSync(join(import.meta.dirname, '..', file), 'utf8')
const README = 'README.md'
const OPERATE = 'docs/guides/operate-events.md'
/** They ask before they write, in a terminal; where there is none they want to be told. */
const ASKS = /^npx azora (new|remove) /
const LONG_MS = 180_000

/** The commands in the fenced block below a heading, without what is said about them. */
function commandsBelow(file: string, heading: string): string[] {
  const fenced = new RegExp(`^## ${heading}$[^]*?^\`\`\`sh\n([^]*?)^\`\`\``, 'm')
  const [, block = ''] = fenced.exec(textOf(file)) ?? []
  return block
    .split('\n')
    .map(line => line.replace(/\s+# .*$/, '').trim())
    .filter(Boolean)
}

/** A command as a shell would split it: `--title "Proofs"`. */
const words = (command: string) =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

async function run(command: string): Promise<{ exitCode: number | undefined; told: string }> {
  const { copy } = platform()
  const [program = '', first, ...rest] = words(command)
  if (program === 'npx' && first === 'azora') {
    const { exitCode, stdout, stderr } = await copy.azora([...rest, ...(ASKS.test(command) ? ['--yes'] : [])])
    return { exitCode, told: stdout + stderr }
  }
  const { exitCode, all } = await execa(program, [first ?? '', ...rest], {
    cwd: copy.root,
    reject: false,
    all: true,
  })
  return { exitCode, told: all }
}

describe.each([
  [README, 'In a second terminal'],
  [OPERATE, 'See it run'],
  [README, 'A service of your own'],
] as const)('%s, %s', (file, heading) => {
  test.each(commandsBelow(file, heading))('`%s` does what it says', { timeout: LONG_MS }, async command => {
    await expect
      .poll(async () => (await platform().services()).every(({ ready }) => ready), { timeout: 60_000 })
      .toBe(true)
    const { exitCode, told } = await run(command)
    expect({ exitCode, told: exitCode === 0 ? '' : told }).toEqual({ exitCode: 0, told: '' })
  })
})

test('the README was read, and its last command leaves nothing behind', async () => {
  expect(commandsBelow(README, 'In a second terminal').length).toBeGreaterThan(3)
  expect(commandsBelow(OPERATE, 'See it run').length).toBeGreaterThan(5)
  expect(commandsBelow(README, 'A service of your own').at(-1)).toMatch(/^npx azora remove service/)
  expect(await platform().copy.changes()).toBe('')
})
