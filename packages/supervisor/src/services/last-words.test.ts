import { describe, expect, it } from 'vitest'
import { LastWords } from './last-words.js'

const after = (stream: 'stdout' | 'stderr', ...lines: string[]) => {
  const words = new LastWords()
  for (const line of lines) words.hear(line, stream)
  return words.text
}

describe('the last words of a process', () => {
  it('are the error nobody caught, without source and stack', () => {
    const lines = [
      'file:///main.mjs:4',
      '  throw new TypeError("no")',
      '        ^',
      '',
      'TypeError: no such thing',
      '    at serve (main.mjs:4:9) {',
      "  code: 'ENOENT'",
      '}',
      'Node.js v20.20.2',
    ]
    expect(after('stderr', ...lines)).toBe(': TypeError: no such thing')
  })

  it('are the last error in its log', () => {
    const lines = [
      '{"level":"info","message":"starting"}',
      '{"level":"error","message":"the service did not start","error":{"message":"connection refused"}}',
      'no record',
    ]
    expect(after('stdout', ...lines)).toBe(': the service did not start: connection refused')
  })

  it('are the last lines on stderr otherwise', () => {
    expect(after('stderr', 'PORT: expected a number', 'MODE: expected a word')).toBe(
      ': PORT: expected a number MODE: expected a word',
    )
  })

  it('may be none', () => {
    expect(after('stdout', '{"level":"info","message":"listening"}')).toBe('')
  })
})
