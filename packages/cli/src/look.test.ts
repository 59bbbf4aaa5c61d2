import { expect, test } from 'vitest'
import { lookOf, plain } from './look.js'

test('columns are aligned by what shows, not by escape sequences', () => {
  const look = lookOf({ color: true })
  const lines = plain(
    look.table(
      ['a', 'b'],
      [
        [look.good('long cell'), 'x'],
        ['y', 'z'],
      ],
    ),
  ).split('\n')
  expect(lines).toEqual(['a          b', 'long cell  x', 'y          z'])
})

test('without color nothing but text is written', () => {
  const look = lookOf({ color: false })
  expect(look.bad('no')).toBe('no')
})
