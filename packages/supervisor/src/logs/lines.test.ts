import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { eachLine } from './lines.js'

async function linesOf(...chunks: (string | Buffer)[]): Promise<string[]> {
  const input = new PassThrough()
  const lines: string[] = []
  eachLine(input, line => lines.push(line))
  for (const chunk of chunks) input.write(chunk)
  input.end()
  await new Promise(resolve => input.once('end', resolve))
  return lines
}

it('gives lines, however they come in', async () => {
  expect(await linesOf('one\ntw', 'o\r\nthree')).toEqual(['one', 'two', 'three'])
})

it('keeps characters whole', async () => {
  const [first, second] = [Buffer.from('é\n').subarray(0, 1), Buffer.from('é\n').subarray(1)]
  expect(await linesOf(first, second)).toEqual(['é'])
})

it('gives a line that does not end in parts, and holds no more of it', async () => {
  const lines = await linesOf(...Array.from({ length: 10 }, () => 'x'.repeat(50_000)))
  expect(lines.slice(0, -1).every(({ length }) => length === 64 * 1024)).toBe(true)
  expect(lines.join('')).toHaveLength(500_000)
})
