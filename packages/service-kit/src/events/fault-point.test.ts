import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { at, onFaultPoint } from './fault-point.js'

const FOLDERS = [
  'outbox',
  'relay',
  'transport',
  'inbox',
  'dead-letters',
  'replay',
  '../saga',
  '../eventsourcing',
  '../jobs',
]

const sources = FOLDERS.flatMap(folder =>
  readdirSync(join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map(file => ({
      file: `${folder}/${file}`,
      text: readFileSync(join(import.meta.dirname, folder, file), 'utf8').replaceAll(
        /\/\*[\s\S]*?\*\/|\/\/.*/g,
        '',
      ),
    })),
)

const pointsOf = (text: string) =>
  [...text.matchAll(/\bawait at\(\s*'([^']+)'/g)].map(match => match[1] ?? '')

describe('a process may die', () => {
  test.each(sources)('at every await of $file', ({ text }) => {
    const awaits = text.match(/\bawait\b/g) ?? []
    expect(pointsOf(text)).toHaveLength(awaits.length)
  })

  test('at points that have each a name of their own', () => {
    const names = sources.flatMap(({ text }) => pointsOf(text))
    expect(names.length).toBeGreaterThan(50)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })
})

test('a fault point is reached before and after its work', async () => {
  const reached: string[] = []
  onFaultPoint((name, moment) => {
    reached.push(`${moment} ${name}`)
  })
  await at('sample', async () => reached.push('work'))
  onFaultPoint(undefined)
  await at('sample', async () => reached.push('unobserved'))
  expect(reached).toEqual(['before sample', 'work', 'after sample', 'unobserved'])
})
