import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** A line that never ends must not fill the memory of who waits for its end: what is longer comes in parts. */
const MAX_LINE_LENGTH = 64 * 1024

/** Calls back with each line that comes in, without its end; what is longer than 64 Ki characters comes in parts. */
export function eachLine(input: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const take = (text: string) => {
    const lines = (rest + text).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) for (const part of partsOf(line)) onLine(part)
    while (rest.length > MAX_LINE_LENGTH) {
      onLine(rest.slice(0, MAX_LINE_LENGTH))
      rest = rest.slice(MAX_LINE_LENGTH)
    }
  }
  input.on('data', (chunk: Buffer) => take(decoder.write(chunk)))
  input.once('end', () => {
    if (rest) onLine(rest)
  })
}

function partsOf(line: string): string[] {
  if (line.length <= MAX_LINE_LENGTH) return [line]
  return [line.slice(0, MAX_LINE_LENGTH), ...partsOf(line.slice(MAX_LINE_LENGTH))]
}
