import { UserError } from '../exit.js'

/** The names a new service goes by, in every form they take. */
export interface ServiceNames {
  /** `order-desk`: folder, package, contract, path at the gateway. */
  service: string
  /** `invoice` */
  noun: string
  /** `invoices` */
  nouns: string
}

/** What stands in the workspace already, and cannot be had twice. */
export interface Taken {
  /** Names of services, packages and contracts, each with what it is. */
  names: ReadonlyMap<string, string>
  /** Identifiers the generated code uses itself. */
  identifiers: ReadonlySet<string>
  /** Types of events, each with the service that publishes it. */
  events: ReadonlyMap<string, string>
}

const SERVICE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const NOUN = /^[a-z]{2,30}$/
const MAX_LENGTH = 40

/** Paths the gateway answers itself, and names that file systems and networks keep for themselves. */
const RESERVED: ReadonlyMap<string, string> = new Map([
  ...['docs', 'health', 'livez', 'readyz', 'metrics', 'openapi', 'v1'].map(
    name => [name, 'a path the gateway answers itself'] as const,
  ),
  ...['con', 'prn', 'aux', 'nul', 'com1', 'lpt1'].map(name => [name, 'a device on Windows'] as const),
  ...['localhost', 'node-modules', 'test', 'tests', 'src', 'dist'].map(
    name => [name, 'a name with a meaning of its own'] as const,
  ),
])

const KEYWORDS = new Set(
  (
    'abstract any arguments as asserts async await bigint boolean break case catch class const constructor continue debugger declare default delete do ' +
    'else enum eval export extends false finally for from function get global if implements import in infer instanceof interface is keyof let ' +
    'module namespace never new null number object of package private protected prototype public readonly require return set static string super ' +
    'switch symbol this throw true try type typeof undefined unique unknown using var void while with yield'
  ).split(' '),
)

/**
 * Checks what somebody wants to call a service and its noun, and gives their forms.
 *
 * @throws {UserError} `invalid-name`, with the reason
 */
export function serviceNames(
  wanted: { service: string; noun?: string; plural?: string },
  taken: Taken,
): ServiceNames {
  const { service } = wanted
  refuse('service', service, serviceFault(service, taken))
  const noun = wanted.noun ?? nounOf(service)
  refuse('noun', noun, nounFault(noun, taken))
  const nouns = wanted.plural ?? pluralOf(noun)
  refuse('plural', nouns, nouns === noun ? 'must differ from the noun' : nounFault(nouns, taken))
  return { service, noun, nouns }
}

/** What a service keeps, as far as its name tells: `invoices` keeps invoices, `order-desk` desks. */
export function nounOf(service: string): string {
  const last = service.split('-').at(-1) ?? service
  if (!NOUN.test(last)) return 'item'
  if (last.endsWith('ies')) return last.replace(/ies$/, 'y')
  return /[^s]s$/.test(last) ? last.slice(0, -1) : last
}

/** The regular plural of an English noun. */
export function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return noun.replace(/y$/, 'ies')
  return /(s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`
}

/** `order-desk` → `orderDesk` */
export function camel(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function serviceFault(name: string, { names, identifiers }: Taken): string | undefined {
  if (name.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`
  if (!SERVICE.test(name))
    return formFault(name, 'lower case letters and digits, words joined by hyphens, beginning with a letter')
  const reserved = RESERVED.get(name) ?? (KEYWORDS.has(camel(name)) ? 'a word of the language' : undefined)
  if (reserved) return `is ${reserved}`
  const owner = names.get(name)
  if (owner) return `is taken: ${owner}`
  return identifiers.has(camel(name)) ? 'is a name the generated code uses itself' : undefined
}

function nounFault(noun: string, { identifiers, events }: Taken): string | undefined {
  if (!NOUN.test(noun)) return formFault(noun, '2 to 30 lower case letters')
  if (KEYWORDS.has(noun)) return 'is a word of the language'
  const publisher = events.get(`${noun}.created`)
  if (publisher)
    return `would make a second ${noun}.created beside that of ${publisher}; choose another by --noun`
  const forms = [noun, noun.charAt(0).toUpperCase() + noun.slice(1)]
  return forms.some(form => identifiers.has(form)) ? 'is a name the generated code uses itself' : undefined
}

function formFault(name: string, allowed: string): string {
  if (name === '') return 'is empty'
  if (/[^\x20-\x7e]/.test(name))
    return `holds a character outside ASCII, which can look like another: ${JSON.stringify(ascii(name))}`
  if (/[/\\]|\.\./.test(name)) return 'is a path, not a name'
  return `may only be made of ${allowed}`
}

const ascii = (text: string) =>
  text.replaceAll(/[^\x20-\x7e]/g, char => `\\u{${char.codePointAt(0)?.toString(16)}}`)

function refuse(what: string, name: string, fault: string | undefined): void {
  if (fault) throw new UserError('invalid-name', `The ${what} ${JSON.stringify(ascii(name))} ${fault}`)
}
