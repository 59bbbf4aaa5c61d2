import type { IntentCatalog, Sayable } from './catalog.js'
import { type Token, tokensOf } from './phrase.js'

/** What somebody seems to want. Nothing of it is believed: `planOf` checks it. */
export interface Proposal {
  /** The id of an operation. */
  readonly intent: string
  /** Its fields as they were said. */
  readonly slots: Readonly<Record<string, string>>
  /** 0 to 1. */
  readonly confidence: number
}

/** Finds out what somebody wants. It proposes and does nothing. */
export interface Classifier {
  /** Null if it has no idea. @throws whatever keeps it from finding out */
  propose(text: string, catalog: IntentCatalog): Proposal | null | Promise<Proposal | null>
}

/** The whole text reads like one phrase. */
const EXACT = 0.95
/** It reads like phrases of two operations. */
const AMBIGUOUS = 0.5
/** However many words fit, the order did not. */
const MOST_BY_WORDS = 0.75
const SMOOTHING = 0.1
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Knows the phrases and nothing else: what reads like one is that; else words decide (naive Bayes), and fields are filled by what is
 * unmistakable, ids and quoted texts. The same text always gives the same answer.
 */
export class PhraseClassifier implements Classifier {
  #learned: { revision: number; words: LearnedWords } | undefined

  propose(text: string, catalog: IntentCatalog): Proposal | null {
    const tokens = tokensOf(text)
    return matched(text, tokens, catalog.all()) ?? this.#byWords(tokens, catalog)
  }

  /** Operations by how much the text speaks of them, those it says no word of left out. */
  nearest(text: string, catalog: IntentCatalog): Sayable[] {
    const { words } = this.#learn(catalog)
    const said = wordsIn(tokensOf(text))
    return words
      .ranked(said)
      .filter(({ known }) => known > 0)
      .map(({ sayable }) => sayable)
  }

  #byWords(tokens: readonly Token[], catalog: IntentCatalog): Proposal | null {
    const said = wordsIn(tokens)
    const [best] = this.#learn(catalog).words.ranked(said)
    if (!best || best.known === 0) return null
    const confidence = Math.min(MOST_BY_WORDS, best.probability * best.known)
    return { intent: best.sayable.id, slots: unmistakable(best.sayable, tokens), confidence }
  }

  #learn(catalog: IntentCatalog) {
    if (this.#learned?.revision !== catalog.revision)
      this.#learned = { revision: catalog.revision, words: new LearnedWords(catalog.all()) }
    return this.#learned
  }
}

/** The operation whose phrase the whole text reads like: the one with most words of its own. */
function matched(text: string, tokens: readonly Token[], sayables: readonly Sayable[]): Proposal | null {
  const matches = sayables
    .flatMap(sayable =>
      sayable.phrases.flatMap(phrase => {
        const match = phrase.match(text, tokens)
        return match ? [{ intent: sayable.id, ...match }] : []
      }),
    )
    .toSorted((a, b) => b.words - a.words)
  const [best] = matches
  if (!best) return null
  const isAlone = matches.every(({ intent, words }) => intent === best.intent || words < best.words)
  return { intent: best.intent, slots: best.slots, confidence: isAlone ? EXACT : AMBIGUOUS }
}

/** Ids and quoted texts, where there are as many as there are fields for them; a guess would be worse than to ask. */
function unmistakable({ intent }: Sayable, tokens: readonly Token[]): Record<string, string> {
  const names = Object.keys(intent.slots)
  const isId = (name: string) => intent.slots[name]?.schema.format === 'uuid'
  const valuesOf = (isOne: (token: Token) => boolean) => tokens.filter(isOne).map(({ value }) => value)
  const ids = valuesOf(({ word }) => UUID.test(word))
  const quoted = valuesOf(({ isQuoted }) => isQuoted)
  return {
    ...paired(names.filter(isId), ids),
    ...paired(
      names.filter(name => !isId(name)),
      quoted,
    ),
  }
}

function paired(names: readonly string[], values: readonly string[]): Record<string, string> {
  if (names.length !== values.length) return {}
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']))
}

/** What is said of an operation, without what fills its fields. */
const wordsIn = (tokens: readonly Token[]) =>
  tokens.map(({ word }) => word).filter(word => word !== '' && !UUID.test(word))

interface Ranked {
  readonly sayable: Sayable
  /** That it is this one, if it is one of them. */
  readonly probability: number
  /** What share of the words its phrases have: little of it, and it is none of them. */
  readonly known: number
}

/** How often each word stands in the phrases of each operation. */
class LearnedWords {
  readonly #classes: readonly { sayable: Sayable; counts: ReadonlyMap<string, number>; total: number }[]
  readonly #vocabulary: number

  constructor(sayables: readonly Sayable[]) {
    this.#classes = sayables.map(sayable => {
      const words = sayable.phrases.flatMap(phrase => phrase.words)
      const counts = new Map<string, number>()
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
      return { sayable, counts, total: words.length }
    })
    this.#vocabulary = new Set(this.#classes.flatMap(({ counts }) => [...counts.keys()])).size
  }

  /** The likeliest first. */
  ranked(words: readonly string[]): Ranked[] {
    const scored = this.#classes.map(({ sayable, counts, total }) => {
      const whole = total + SMOOTHING * (this.#vocabulary + 1)
      const odds = words.map(word => Math.log(((counts.get(word) ?? 0) + SMOOTHING) / whole))
      const known = words.filter(word => counts.has(word)).length / Math.max(1, words.length)
      return { sayable, known, score: sum(odds) }
    })
    const highest = Math.max(...scored.map(({ score }) => score))
    const all = sum(scored.map(({ score }) => Math.exp(score - highest)))
    return scored
      .map(({ score, ...rest }) => ({ ...rest, probability: Math.exp(score - highest) / all }))
      .toSorted((a, b) => b.probability - a.probability)
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
