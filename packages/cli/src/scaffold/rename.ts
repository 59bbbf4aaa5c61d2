import type typescript from 'typescript'
import type { ServiceNames } from './service-name.js'
import { camel } from './service-name.js'

/** Turns the words of the template into the words of a new service. */
export interface Renaming {
  /** An identifier of the code. */
  identifier(name: string): string
  /** Text in strings, comments, SQL, JSON or prose. */
  text(text: string): string
  /** A path in the template. */
  path(path: string): string
}

// The words the template goes by.
const SERVICE = 'sample'
const NOUN = 'note'

const WORDS = /(?<service>sample|Sample)|(?<noun>notes?|Notes?)/g
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
const like = (model: string, word: string) => (/^[A-Z]/.test(model) ? capital(word) : word)

/** Prepares the renaming for a service. */
export function renaming(names: ServiceNames): Renaming {
  const nounFor = (found: string) => like(found, found.toLowerCase() === NOUN ? names.noun : names.nouns)
  const replaceWords = (text: string, serviceFor: (found: string, before: string) => string) =>
    text.replaceAll(WORDS, (found, ...rest) => {
      const offset = rest.find(value => typeof value === 'number') as number
      const before = text.charAt(offset - 1)
      const after = text.charAt(offset + found.length)
      // Part of another word, such as "examples" or "noted", is no mention of ours.
      if (/[a-z]/.test(after) || (/[a-z]/.test(before) && !/^[A-Z]/.test(found))) return found
      return found.toLowerCase() === SERVICE ? serviceFor(found, before) : nounFor(found)
    })
  const text = (source: string) =>
    withArticles(
      replaceWords(source, (found, before) => {
        if (found === 'Sample') return capital(names.service.replaceAll('-', ' '))
        return before === '_' ? names.service.replaceAll('-', '_') : names.service
      }),
      names,
    )
  return {
    identifier: name => replaceWords(name, found => like(found, camel(names.service))),
    text,
    path: path => replaceWords(path, () => names.service.replaceAll('-', '_')),
  }
}

/** "A note" becomes "an invoice". */
function withArticles(text: string, { noun }: ServiceNames): string {
  if (!/^[aeiou]/.test(noun)) return text
  return text.replaceAll(new RegExp(`\\b([Aa]) (?=${noun}\\b)`, 'g'), '$1n ')
}

/** Renames a TypeScript source token by token: identifiers as identifiers, strings and comments as text, the rest not at all. */
export function renameTypeScript(
  ts: typeof typescript,
  source: string,
  { identifier, text }: Renaming,
): string {
  return tokensOf(ts, source)
    .map(({ kind, value }) => {
      if (kind === ts.SyntaxKind.Identifier) return identifier(value)
      return isText(ts, kind) ? text(value) : value
    })
    .join('')
}

/** The identifiers of a source. */
export function identifiersOf(ts: typeof typescript, source: string): string[] {
  return tokensOf(ts, source)
    .filter(({ kind }) => kind === ts.SyntaxKind.Identifier)
    .map(({ value }) => value)
}

interface Token {
  kind: typescript.SyntaxKind
  value: string
}

function isText(ts: typeof typescript, kind: typescript.SyntaxKind): boolean {
  const { StringLiteral, SingleLineCommentTrivia, MultiLineCommentTrivia } = ts.SyntaxKind
  const { FirstTemplateToken, LastTemplateToken } = ts.SyntaxKind
  const isTemplate = kind >= FirstTemplateToken && kind <= LastTemplateToken
  return isTemplate || [StringLiteral, SingleLineCommentTrivia, MultiLineCommentTrivia].includes(kind)
}

/** Every token of a source, white space and comments included: joined, they are the source again. */
function tokensOf(ts: typeof typescript, source: string): Token[] {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, source)
  const braces: boolean[] = []
  const tokens: Token[] = []
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const read = reread(ts, scanner, { kind, braces })
    tokens.push({ kind: read, value: scanner.getTokenText() })
  }
  return tokens
}

/** The scanner alone cannot know that a `}` goes on with a template literal; who counts braces can. */
function reread(
  ts: typeof typescript,
  scanner: typescript.Scanner,
  { kind, braces }: { kind: typescript.SyntaxKind; braces: boolean[] },
) {
  const { TemplateHead, TemplateTail, OpenBraceToken, CloseBraceToken } = ts.SyntaxKind
  if (kind === TemplateHead) braces.push(true)
  if (kind === OpenBraceToken) braces.push(false)
  if (kind !== CloseBraceToken) return kind
  if (!braces.at(-1)) {
    braces.pop()
    return kind
  }
  const template = scanner.reScanTemplateToken(false)
  if (template === TemplateTail) braces.pop()
  return template
}
