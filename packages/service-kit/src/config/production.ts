import type { Setting } from './setting.js'

const MIN_LENGTH = 16
const MIN_DIFFERENT_CHARACTERS = 8
/** What examples and manuals write where a secret belongs. */
const PLACEHOLDER =
  /change.?me|replace.?me|placeholder|example|^(?:password|postgres|secret|admin|root|guest|test)$/i
/** Keys of services that a developer's machine has made for itself, and that may lie about in its folders. */
const MADE_LOCALLY = /^azk_local_/
const ADDRESS = /^[a-z][a-z\d+.-]*:\/\//i

/** A setting as it was found. */
export interface Found {
  text: string | undefined
  /** Whether its default stands in for what was not set. */
  isDefault: boolean
}

/** What production expects of a setting instead of what was found; undefined if that will do. Pure. */
export function productionFault(setting: Setting, { text, isDefault }: Found): string | undefined {
  if (setting.secret && isDefault) return 'a secret of its own in production, not the default'
  if (text === undefined) return setting.ownInProduction ? missing(isDefault) : undefined
  return setting.secret && isWeak(text) ? 'a secret that cannot be guessed in production' : undefined
}

const missing = (isDefault: boolean) =>
  isDefault ? 'a value of its own in production, not the default' : 'a value in production'

function isWeak(secret: string): boolean {
  return ADDRESS.test(secret) && URL.canParse(secret) ? hasWeakPassword(new URL(secret)) : isGuessable(secret)
}

/** An address may do without a password (peer authentication, a private network); one it has must not be a placeholder. */
function hasWeakPassword({ username, password }: URL): boolean {
  return password !== '' && (password === username || PLACEHOLDER.test(password))
}

function isGuessable(secret: string): boolean {
  if (secret.length < MIN_LENGTH || PLACEHOLDER.test(secret) || MADE_LOCALLY.test(secret)) return true
  return new Set(secret).size < MIN_DIFFERENT_CHARACTERS
}
