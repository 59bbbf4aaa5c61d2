import { text } from 'node:stream/consumers'

/** Everything on standard input, to its end. */
export function standardInput(): Promise<string> {
  return text(process.stdin)
}
