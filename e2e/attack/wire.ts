import { connect, type Socket } from 'node:net'

/** What came back on a connection. */
export interface Exchange {
  answers: Answer[]
  /** Whether the server ended the connection. */
  closed: boolean
}

/** One answer, read as a client would. */
export interface Answer {
  status: number
  headers: Readonly<Record<string, string>>
  body: string
}

/** No answer takes as long; it ends what would never end. */
const PATIENCE_MS = 5_000

/** A connection to a server, for saying what no HTTP client would. Text stands for the bytes of Latin-1. */
export function connection(url: string): Socket {
  const { hostname, port } = new URL(url)
  return connect(Number(port), hostname).on('error', () => undefined)
}

/** Sends bytes and reads until the server ends the connection, or says nothing for long. */
export async function exchange(url: string, bytes: string, patienceMs = PATIENCE_MS): Promise<Exchange> {
  const socket = connection(url)
  const received: Buffer[] = []
  socket.write(Buffer.from(bytes, 'latin1'))
  const closed = await new Promise<boolean>(resolve => {
    socket.on('data', (data: Buffer) => received.push(data))
    socket.once('close', () => resolve(true))
    socket.setTimeout(patienceMs, () => resolve(false))
  })
  socket.destroy()
  return { answers: answersIn(Buffer.concat(received).toString('latin1')), closed }
}

/** Reads answers one after another, each by the framing its head declares. */
export function answersIn(text: string): Answer[] {
  const answers: Answer[] = []
  let rest = text
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) throw new Error(`what came back is no HTTP: ${rest.slice(0, 200)}`)
    const head = headOf(rest.slice(0, end))
    const [body, after] = bodyOf(head, rest.slice(end + 4))
    if (head.status >= 200) answers.push({ ...head, body })
    rest = after
  }
  return answers
}

function headOf(text: string): Omit<Answer, 'body'> {
  const [first = '', ...lines] = text.split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]), headers: Object.fromEntries(headers) }
}

function bodyOf({ status, headers }: Omit<Answer, 'body'>, text: string): [body: string, after: string] {
  if (status < 200 || status === 204 || status === 304) return ['', text]
  if (headers['transfer-encoding'] === 'chunked') return unchunked(text)
  const length = Number(headers['content-length'] ?? text.length)
  return [text.slice(0, length), text.slice(length)]
}

function unchunked(text: string): [body: string, after: string] {
  let body = ''
  let at = 0
  for (;;) {
    const line = text.indexOf('\r\n', at)
    const size = Number.parseInt(text.slice(at, line), 16)
    if (line < 0 || Number.isNaN(size)) return [body, '']
    body += text.slice(line + 2, line + 2 + size)
    at = line + 2 + size + 2
    if (size === 0) return [body, text.slice(at)]
  }
}
