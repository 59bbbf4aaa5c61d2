import { expect, test } from 'vitest'
import { exportName, platformText } from './platform-text.js'

test('a folder exports its contract under its name in camel case', () => {
  expect(['auth', 'order-desk', 'a-b-c'].map(exportName)).toEqual(['auth', 'orderDesk', 'aBC'])
})

test('the list is the same in whatever order the folders were found', () => {
  expect(platformText(['education', 'auth'])).toBe(platformText(['auth', 'education']))
})

test('imports stand in the order the formatter keeps', () => {
  const imports = platformText(['order-desk', 'auth', 'education'])
    .split('\n')
    .flatMap(line => /from '(.*)'/.exec(line)?.[1] ?? [])
  expect(imports).toEqual([
    './auth/index.js',
    './contract.js',
    './education/index.js',
    './order-desk/index.js',
  ])
})

test('a workspace without services has an empty list', () => {
  expect(platformText([])).toContain('readonly Contract[] = []')
})

test('a list too long for one line stands in many', () => {
  const folders = Array.from({ length: 12 }, (_, index) => `service-${index}`)
  expect(platformText(folders)).toContain('= [\n  service0,\n')
})
