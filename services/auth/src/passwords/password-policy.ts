import { commonWords } from './common-words.js'

/** Why a password is refused. All reasons are told at once. */
export type Weakness = 'too-short' | 'too-repetitive' | 'too-common' | 'contains-email'

const LEAST_CHARACTERS = 10
const LEAST_DIFFERENT_CHARACTERS = 5
const LEAST_EMAIL_PART = 4
const SEQUENCES = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv5tgb',
]

/** The form in which a password is hashed: the same characters typed on another system are the same password (NIST SP 800-63B). */
export function normalPassword(password: string): string {
  return password.normalize('NFKC')
}

/**
 * What makes a password easy to guess; empty for one that may be used. Length decides, not kinds of characters (NIST
 * SP 800-63B, section 5.1.1.2).
 */
export function weaknessesOf(password: string, email: string): Weakness[] {
  const normal = normalPassword(password)
  const lower = normal.toLowerCase()
  const weaknesses: [Weakness, boolean][] = [
    ['too-short', Array.from(normal).length < LEAST_CHARACTERS],
    ['too-repetitive', new Set(lower).size < LEAST_DIFFERENT_CHARACTERS],
    ['too-common', isCommon(lower)],
    ['contains-email', containsEmail(lower, email.toLowerCase())],
  ]
  return weaknesses.filter(([, holds]) => holds).map(([weakness]) => weakness)
}

/** A common word, or a run on the keyboard, dressed up with digits and signs: `P@ssw0rd2024!`. */
function isCommon(lower: string): boolean {
  const letters = undisguised(lower).replace(/[^a-z]/g, '')
  return commonWords.has(letters) || commonWords.has(lower.replace(/[^a-z]/g, '')) || isSequence(lower)
}

const DISGUISES: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

function undisguised(lower: string): string {
  const word = lower.replace(/[^\p{L}]+$/u, '')
  return Array.from(word, character => DISGUISES[character] ?? character).join('')
}

function isSequence(lower: string): boolean {
  const backwards = Array.from(lower).toReversed().join('')
  return SEQUENCES.some(sequence => sequence.includes(lower) || sequence.includes(backwards))
}

function containsEmail(lower: string, email: string): boolean {
  const name = email.split('@', 1)[0] ?? ''
  return name.length >= LEAST_EMAIL_PART && lower.includes(name)
}
