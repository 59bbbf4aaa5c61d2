/** Where a stretch of generated code comes from; what counts is in the order of a segment's fields (ECMA-426). */
export interface Segment {
  readonly line: number
  readonly column: number
  readonly hasSource: boolean
  readonly source: number
  readonly sourceLine: number
  readonly sourceColumn: number
  readonly hasName: boolean
  readonly name: number
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const VALUES = new Uint8Array(128)
for (let i = 0; i < DIGITS.length; i++) VALUES[DIGITS.charCodeAt(i)] = i

const COMMA = 44
const SEMICOLON = 59
const CONTINUES = 32
const PAYLOAD = 31
const PAYLOAD_BITS = 5

/** Reads the mappings of a source map, one segment after another, into itself: nothing is made on the way. */
export class MappingsReader implements Segment {
  line = 0
  column = 0
  hasSource = false
  source = 0
  sourceLine = 0
  sourceColumn = 0
  hasName = false
  name = 0
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Goes on to the next segment; false at the end. */
  next(): boolean {
    while (this.#at < this.#text.length && this.#isSeparator()) {
      if (this.#text.charCodeAt(this.#at) === SEMICOLON) {
        this.line++
        this.column = 0
      }
      this.#at++
    }
    if (this.#at >= this.#text.length) return false
    this.column += this.#number()
    this.hasSource = this.#hasMore()
    if (this.hasSource) this.#readSource()
    this.hasName = this.hasSource && this.#hasMore()
    if (this.hasName) this.name += this.#number()
    return true
  }

  #readSource() {
    this.source += this.#number()
    this.sourceLine += this.#number()
    this.sourceColumn += this.#number()
  }

  #isSeparator(): boolean {
    const code = this.#text.charCodeAt(this.#at)
    return code === COMMA || code === SEMICOLON
  }

  #hasMore(): boolean {
    return this.#at < this.#text.length && !this.#isSeparator()
  }

  /** A number in digits of five bits, the least significant first, its sign in the first bit. */
  #number(): number {
    let value = 0
    let digit: number
    let shift = 0
    do {
      digit = VALUES[this.#text.charCodeAt(this.#at++)] ?? 0
      value |= (digit & PAYLOAD) << shift
      shift += PAYLOAD_BITS
    } while (digit & CONTINUES)
    return value & 1 ? -(value >>> 1) : value >>> 1
  }
}

/** Writes mappings: each number as its difference from the one before. */
export class MappingsWriter {
  #text = ''
  #line = 0
  #isFirst = true
  #column = 0
  #source = 0
  #sourceLine = 0
  #sourceColumn = 0
  #name = 0

  write(segment: Segment) {
    this.writeNowhere(segment)
    this.#text += difference(segment.source, this.#source)
    this.#text += difference(segment.sourceLine, this.#sourceLine)
    this.#text += difference(segment.sourceColumn, this.#sourceColumn)
    this.#source = segment.source
    this.#sourceLine = segment.sourceLine
    this.#sourceColumn = segment.sourceColumn
    if (!segment.hasName) return
    this.#text += difference(segment.name, this.#name)
    this.#name = segment.name
  }

  /** That the code from here on comes from nowhere. */
  writeNowhere({ line, column }: Pick<Segment, 'line' | 'column'>) {
    this.#goTo(line)
    if (!this.#isFirst) this.#text += ','
    this.#text += difference(column, this.#column)
    this.#column = column
    this.#isFirst = false
  }

  /** All of it, down to a line. */
  end(line: number): string {
    this.#goTo(line)
    return this.#text
  }

  #goTo(line: number) {
    if (line === this.#line) return
    this.#text += ';'.repeat(line - this.#line)
    this.#line = line
    this.#column = 0
    this.#isFirst = true
  }
}

function difference(value: number, before: number): string {
  const delta = value - before
  let rest = delta < 0 ? (-delta << 1) | 1 : delta << 1
  let text = ''
  do {
    const digit = rest & PAYLOAD
    rest >>>= PAYLOAD_BITS
    text += DIGITS[rest > 0 ? digit | CONTINUES : digit]
  } while (rest > 0)
  return text
}
