import * as z from 'zod'
import type { LogLine } from '../api.js'

/** The line in which Node names an error nobody caught: all around it is source and stack. */
const HEADLINE = /^(?:Uncaught )?\w*[Ee]rror(?: \[\w+\])?: /

/** The last lines by which a process may have explained its end. */
export class LastWords {
  #words: string[] = []
  #headline: string | null = null

  hear(line: string, stream: LogLine['stream']) {
    const word = stream === 'stdout' ? errorRecord(line) : plainWord(line)
    if (!word) return
    if (stream === 'stdout' || HEADLINE.test(word)) this.#headline = word
    this.#words = [...this.#words.slice(-4), word]
  }

  say(word: string) {
    this.#headline = word
  }

  clear() {
    this.#words = []
    this.#headline = null
  }

  /** Follows a sentence: `: connection refused`; empty if nothing was said. */
  get text(): string {
    const words = this.#headline ?? this.#words.join(' ')
    return words === '' ? '' : `: ${words}`
  }
}

const LogRecord = z.object({
  message: z.string().optional().catch(undefined),
  error: z.object({ message: z.string() }).optional().catch(undefined),
})

/** Of a service's log only errors explain anything. */
function errorRecord(line: string): string | null {
  if (!/"level":"(?:error|fatal)"/.test(line)) return null
  try {
    const { message, error } = LogRecord.parse(JSON.parse(line))
    return [message, error?.message].filter(part => part).join(': ') || null
  } catch {
    return null
  }
}

/** On stderr everything may, but for stacks and carets. */
function plainWord(line: string): string | null {
  return /\S/.test(line) && !/^\s*(?:at |\^|Node\.js v)/.test(line) ? line.trim() : null
}
