import { expect, test } from 'vitest'
import { commands } from '../commands/index.js'
import { type Candidates, complete } from './complete.js'

const sources = { service: async () => ['auth', 'education'], code: async () => ['usage'] }

async function words(...typed: string[]): Promise<readonly string[] | 'files'> {
  const candidates: Candidates = await complete(typed, commands, sources)
  return candidates === 'files' ? 'files' : candidates.map(({ word }) => word)
}

test('the first word is a command', async () => {
  expect(await words('')).toEqual(Object.keys(commands))
})

test('the word after a group is one of its commands', async () => {
  expect(await words('db', '')).toContain('migrate')
})

test('the word after `call` is an operation of a contract', async () => {
  expect(await words('call', '')).toContain('education.courses.create')
})

test('an argument is completed by what the workspace knows, as often as it may stand', async () => {
  expect(await words('status', '')).toEqual(['auth', 'education'])
  expect(await words('status', 'auth', '')).toEqual(['auth', 'education'])
  expect(await words('health', 'auth', '')).not.toContain('education')
})

test('a hyphen begins a flag', async () => {
  expect(await words('call', 'education.courses.create', '-')).toEqual(
    expect.arrayContaining(['--title', '--data', '--json']),
  )
})

test('a flag is followed by its values, and files where it takes one', async () => {
  expect(await words('graph', '--format', '')).toEqual(['text', 'mermaid'])
  expect(await words('demo', '--course', '')).toBe('files')
})

test('an unknown word completes to nothing', async () => {
  expect(await words('nonsense', '')).toEqual([])
})
