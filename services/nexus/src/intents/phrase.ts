import { type PhrasePart, phraseParts } from '@azora/contracts'

/** A word of what was said, or a quoted text taken as one. */
export interface Token {
  /** As it is compared: without the punctuation around it, in lower case; '' for what is no word. */
  readonly word: string
  /** As it fills a field. */
  readonly value: string
  readonly isQuoted: boolean
  readonly start: number
  readonly end: number
}

/** What a phrase found in what was said, and how many of its own words stood there. */
export interface Match {
  readonly slots: Readonly<Record<string, string>>
  readonly words: number
}

const INVISIBLE = /\p{Cf}/gu
const SPACES = /[\s\p{Cc}\p{Z}]+/gu
/** A quoted text, else what stands between spaces. */
const TOKENS = /"([^"]*)"|“([^“”]*)”|\S+/g
/** What is left of a word without the punctuation around it. */
const BARE = /[^\p{P}\p{S}](?:.*[^\p{P}\p{S}])?/su
const END_OF_SENTENCE = /(?<![.,;:!?])[.,;:!?]+$/
/** Said to be polite, and nothing else. */
const POLITE = new Set(['please', 'kindly'])

/** A text as it is shown, understood and kept: nothing in it that its reader would not see. */
export function visible(text: string): string {
  return text.normalize('NFC').replace(INVISIBLE, '').replace(SPACES, ' ').trim()
}

/** The words of a text, without those that are only polite. */
export function tokensOf(text: string): Token[] {
  const tokens = [...text.matchAll(TOKENS)].map(({ 0: raw, 1: plain, 2: curly, index: start }) => {
    const quoted = plain ?? curly
    const word = quoted === undefined ? folded(raw) : ''
    const isQuoted = quoted !== undefined
    return { word, isQuoted, value: quoted ?? bare(raw), start, end: start + raw.length }
  })
  const isSaid = ({ word }: Token) => !POLITE.has(word)
  const from = tokens.findIndex(isSaid)
  return from < 0 ? [] : tokens.slice(from, tokens.findLastIndex(isSaid) + 1)
}

/** How words are compared: whatever their case, width and punctuation. */
const folded = (word: string) => bare(word.normalize('NFKC')).toLowerCase()
const bare = (word: string) => BARE.exec(word)?.[0] ?? ''

/** A phrase of a contract, ready to be looked for. */
export class Phrase {
  readonly text: string
  readonly words: readonly string[]
  readonly #parts: readonly PhrasePart[]

  constructor(text: string) {
    this.text = text
    this.#parts = phraseParts(text).map(part => ('word' in part ? { word: folded(part.word) } : part))
    this.words = this.#parts.flatMap(part => ('word' in part ? [part.word] : []))
  }

  /** What fills its fields if the whole text reads like this; a field ends where the next word of the phrase begins. */
  match(text: string, tokens: readonly Token[]): Match | null {
    const slots: Record<string, string> = {}
    let at = 0
    for (const [index, part] of this.#parts.entries()) {
      if ('word' in part) {
        if (tokens[at]?.word !== part.word) return null
        at += 1
      } else {
        const end = this.#endOfSlot(tokens, at, this.#parts[index + 1])
        if (end <= at) return null
        slots[part.slot] = valueOf(text, tokens.slice(at, end))
        at = end
      }
    }
    return at === tokens.length ? { slots, words: this.words.length } : null
  }

  #endOfSlot(tokens: readonly Token[], from: number, next: PhrasePart | undefined): number {
    if (!next || !('word' in next)) return tokens.length
    return tokens.findIndex(({ word }, at) => at > from && word === next.word)
  }
}

function valueOf(text: string, tokens: readonly Token[]): string {
  const [first] = tokens
  const last = tokens.at(-1)
  if (!first || !last) return ''
  if (tokens.length === 1 && first.isQuoted) return first.value
  return text.slice(first.start, last.end).replace(END_OF_SENTENCE, '')
}
