import { namedIn, rulingOn } from './header-rules.js'

/** The head of an upstream's answer, ready to be written to the client. */
export interface ResponseHead {
  /** Name, value, name, value …, names in lower case; without what ends at the gateway. */
  headers: string[]
  /** Bytes of the body; undefined when it is sent in chunks or until the connection closes. */
  contentLength: number | undefined
  /** True for `text/event-stream`, which stays open for as long as both sides like. */
  isEventStream: boolean
}

/** Reads a head as undici hands it over. */
export function responseHead(raw: readonly Buffer[]): ResponseHead {
  const headers = passedOn(raw)
  const length = valueOf(headers, 'content-length')
  return {
    headers,
    contentLength: length === undefined ? undefined : Number(length),
    isEventStream: valueOf(headers, 'content-type')?.startsWith('text/event-stream') ?? false,
  }
}

/** The trailers to pass on, as `ServerResponse.addTrailers` takes them: none that frames a message, routes it or sets state (RFC 9110 section 6.5.1). */
export function responseTrailers(raw: readonly Buffer[]): [string, string][] {
  const headers = passedOn(raw)
  const trailers: [string, string][] = []
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? ''
    if (!NOT_IN_TRAILERS.test(name)) trailers.push([name, headers[at + 1] ?? ''])
  }
  return trailers
}

const NOT_IN_TRAILERS =
  /^(?:authorization|cache-control|content-.*|host|location|set-cookie|www-authenticate)$/

function passedOn(raw: readonly Buffer[]): string[] {
  const passed: string[] = []
  const connection: string[] = []
  for (let at = 0; at < raw.length; at += 2) {
    const { name, passes } = rulingOn(textOf(raw[at]))
    if (passes) passed.push(name, textOf(raw[at + 1]))
    else if (name === 'connection') connection.push(textOf(raw[at + 1]))
  }
  const connectionOnly = namedIn(connection.join())
  return connectionOnly.size === 0 ? passed : without(passed, connectionOnly)
}

const textOf = (bytes: Buffer | undefined) => bytes?.toString('latin1') ?? ''

function without(headers: readonly string[], names: ReadonlySet<string>): string[] {
  return headers.filter((_, at) => !names.has(headers[at - (at % 2)] ?? ''))
}

function valueOf(headers: readonly string[], name: string): string | undefined {
  for (let at = 0; at < headers.length; at += 2) if (headers[at] === name) return headers[at + 1]
  return undefined
}
