import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { blocksIn, blocksOf, documentsOf } from './blocks.mjs'
import { commandFaults, scriptsOf } from './commands.mjs'
import { exampleFaults } from './examples.mjs'
import { knownCommands } from './known-commands.mjs'
import { linkFaults } from './links.mjs'

const root = join(import.meta.dirname, '../..')
const files = documentsOf(root)
// Its examples import the Prisma client of a fixture, so its own test compiles them, beside that.
const ELSEWHERE = 'packages/service-kit/README.md'
const blocks = files.flatMap(file => blocksOf(root, file))

const members = ['packages', 'services', 'templates'].flatMap(parent =>
  readdirSync(join(root, parent)).map(name => `${parent}/${name}`),
)

let known
beforeAll(async () => {
  const scripts = scriptsOf(root, [...members, 'e2e', 'bench'])
  known = { ...(await knownCommands(root)), scripts, templates: ['sample'] }
})

describe('in the documents of this repository', () => {
  test('every example in TypeScript is what the sources accept', () => {
    expect(blocks.filter(({ info }) => info[0] === 'ts').length).toBeGreaterThan(15)
    expect(
      exampleFaults(
        root,
        blocks.filter(({ file }) => file !== ELSEWHERE),
      ),
    ).toEqual([])
  })

  test('every command exists, with its flags', () => {
    expect(blocks.filter(({ info }) => info[0] === 'sh').length).toBeGreaterThan(30)
    expect(commandFaults(blocks, known)).toEqual([])
  })

  test('every link within the repository leads somewhere', () => {
    expect(
      linkFaults(
        root,
        files.filter(file => !file.endsWith('/template.md')),
      ),
    ).toEqual([])
  })
})

describe('what is wrong is found:', () => {
  const block = (info, text) => blocksIn(`# A page\n\n\`\`\`${info}\n${text}\n\`\`\`\n`, 'page.md')

  test('a method the SDK does not have, at its line', () => {
    const text =
      "import { Azora } from '@azora/sdk'\n\nnew Azora({ baseUrl: '' }).education.courses.publishAll()"
    expect(exampleFaults(root, block('ts', text))).toEqual([
      expect.stringMatching(/^page\.md:6: .*publishAll/),
    ])
  })

  test('a fragment that does not parse, though it need not mean anything', () => {
    expect(exampleFaults(root, block('ts fragment', 'const x = nobody.knows(this.either)'))).toEqual([])
    expect(exampleFaults(root, block('ts fragment', 'list: route.get(somewhere),'))).toEqual([])
    expect(exampleFaults(root, block('ts fragment', 'const = 1'))).toHaveLength(1)
  })

  test.each([
    ['azora strat', /no `azora strat`/],
    ['npx azora up --dettach', /`azora up` has no --dettach/],
    ['azora call education.courses.creat --title "A # sign"', /no `azora call education.courses.creat`/],
    ['azora call education.courses.create --titel "A"', /has no --titel/],
    ['npm ci && npm run strat', /the root has no script strat/],
    ['npm test -w @azora/nothing', /there is no package @azora\/nothing/],
  ])('%s', (line, message) => {
    expect(commandFaults(block('sh', line), known)).toEqual([expect.stringMatching(message)])
  })

  test.each([
    'azora',
    'azora --version',
    'azora up education --watch   # with --anything in a comment',
    'azora --config ./azora.config.ts config',
    'npm test && npx azora call education.courses.list -h | jq .',
    'azora new service bills && azora call bills.bills.create --title "First"',
  ])('and nothing is, with %s', line => {
    expect(commandFaults(block('sh', line), known)).toEqual([])
  })
})
