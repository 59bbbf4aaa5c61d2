import { expect, test } from 'vitest'
import { flag, flagName, Unreadable } from './parameters.js'

test.each([
  ['500ms', 500],
  ['2s', 2_000],
  ['1.5s', 1_500],
  ['1m', 60_000],
  ['250', 250],
])('%s is %i ms', (text, ms) => {
  expect(flag.duration('', 0).read(text)).toBe(ms)
})

test.each(['soon', '', '-1s', '1d', '1e3'])('"%s" is no time', text => {
  expect(() => flag.duration('', 0).read(text)).toThrow(Unreadable)
})

test('a choice is refused with the choices there are', () => {
  expect(() => flag.choice('', ['text', 'mermaid']).read('svg')).toThrow('one of text, mermaid, got "svg"')
})

test.each(['1.5', 'x', '-1', ''])('"%s" is no whole number', text => {
  expect(() => flag.integer('', { fallback: 1 }).read(text)).toThrow(Unreadable)
})

test('names are typed with hyphens', () => {
  expect(flagName('idempotencyKey')).toBe('idempotency-key')
})
