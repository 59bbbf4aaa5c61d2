import { expect, test } from 'vitest'
import { type OutputEnv, outputTo, type Sink } from './output.js'

const terminal = { isTTY: true, columns: 80, write: () => true }
const pipe = { write: () => true }

function output(
  env: OutputEnv,
  { json = false, stdout = terminal, stdin = {} }: { json?: boolean; stdout?: Sink; stdin?: object } = {},
) {
  return outputTo({ stdout, stderr: terminal, stdin }, { json, color: 'auto', env })
}

test.each<[string, OutputEnv, boolean]>([
  ['a terminal', {}, true],
  ['NO_COLOR', { NO_COLOR: '1' }, false],
  ['TERM=dumb', { TERM: 'dumb' }, false],
  ['NO_COLOR over FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, false],
])('%s decides on color', (_, env, color) => {
  expect(output(env).look.color).toBe(color)
})

test('a pipe has no color, unless it is forced', () => {
  expect(output({}, { stdout: pipe }).look.color).toBe(false)
  expect(output({ FORCE_COLOR: '1' }, { stdout: pipe }).look.color).toBe(true)
})

test('JSON has no color, even if it is forced', () => {
  expect(output({ FORCE_COLOR: '1' }, { json: true }).look.color).toBe(false)
})

test.each<[string, OutputEnv, boolean]>([
  ['terminals at both ends', {}, true],
  ['CI', { CI: 'true' }, false],
  ['CI=false', { CI: 'false' }, true],
  ['TERM=dumb', { TERM: 'dumb' }, false],
])('%s decides whether anybody can be asked', (_, env, interactive) => {
  expect(output(env, { stdin: { isTTY: true } }).interactive).toBe(interactive)
})

test('nobody can be asked where there is no terminal to read from', () => {
  expect(output({}).interactive).toBe(false)
})
