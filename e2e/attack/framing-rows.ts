/** A request whose end two servers could see in different places, and where it says how it is to be read. */
export type Row = readonly [fact: string, source: string, bytes: string]

/** Stand for the request line and host of each target; what is hidden must never be taken for a request. */
export const POST = '@post@'
export const GET = '@get@'
export const HIDDEN = '@hidden@'

const CHUNKED = 'transfer-encoding: chunked\r\n'
const chunks = (body: string) => `${POST}${CHUNKED}\r\n${body}`

/** Refused with 4xx, nothing passed on, the connection ended: after RFC 9112 and the collections of llhttp, PortSwigger and narfindustries. */
export const REFUSED: readonly Row[] = [
  ['a length and chunks', 'RFC 9112, 6.1', `${POST}content-length: 6\r\n${CHUNKED}\r\n0\r\n\r\n${HIDDEN}`],
  ['chunks and a length', 'RFC 9112, 6.1', `${POST}${CHUNKED}content-length: 6\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['two lengths', 'RFC 9112, 6.3', `${POST}content-length: 0\r\ncontent-length: 44\r\n\r\n${HIDDEN}`],
  ['two equal lengths', 'RFC 9112, 6.3', `${POST}content-length: 1\r\ncontent-length: 1\r\n\r\na${HIDDEN}`],
  ['a list of equal lengths', 'RFC 9110, 8.6', `${POST}content-length: 1, 1\r\n\r\na${HIDDEN}`],
  ['an empty length', 'RFC 9110, 8.6', `${POST}content-length:\r\n\r\n${HIDDEN}`],
  ['a negative length', 'RFC 9110, 8.6', `${POST}content-length: -1\r\n\r\n${HIDDEN}`],
  ['a signed length', 'RFC 9110, 8.6', `${POST}content-length: +1\r\n\r\na${HIDDEN}`],
  ['a hexadecimal length', 'RFC 9110, 8.6', `${POST}content-length: 0x1\r\n\r\na${HIDDEN}`],
  ['a fractional length', 'RFC 9110, 8.6', `${POST}content-length: 1.0\r\n\r\na${HIDDEN}`],
  ['a length with an exponent', 'RFC 9110, 8.6', `${POST}content-length: 1e0\r\n\r\na${HIDDEN}`],
  ['a length in parts', 'RFC 9110, 8.6', `${POST}content-length: 1 0\r\n\r\na${HIDDEN}`],
  ['a length with parameters', 'RFC 9110, 8.6', `${POST}content-length: 1;a=b\r\n\r\na${HIDDEN}`],
  [
    'a length beyond all numbers',
    'RFC 9110, 8.6',
    `${POST}content-length: 99999999999999999999\r\n\r\n${HIDDEN}`,
  ],
  [
    'a length beyond 64 bits, to wrap around',
    'RFC 9110, 8.6',
    `${POST}content-length: 18446744073709551617\r\n\r\na`,
  ],
  ['a length behind a vertical tab', 'RFC 9112, 5', `${POST}content-length:\x0b1\r\n\r\na${HIDDEN}`],
  ['a length behind a name with a blank', 'RFC 9112, 5.1', `${POST}content-length : 1\r\n\r\na${HIDDEN}`],
  ['a length behind a name with a tab', 'RFC 9112, 5.1', `${POST}content-length\t: 1\r\n\r\na${HIDDEN}`],
  ['a length behind a zero byte', 'RFC 9110, 5.5', `${POST}content-length: \x001\r\n\r\na${HIDDEN}`],

  [
    'chunks behind a vertical tab',
    'RFC 9112, 5',
    `${POST}transfer-encoding:\x0bchunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  [
    'chunks behind a name with a blank',
    'RFC 9112, 5.1',
    `${POST}transfer-encoding : chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  ['chunks in quotes', 'RFC 9112, 6.1', `${POST}transfer-encoding: "chunked"\r\n\r\n0\r\n\r\n${HIDDEN}`],
  [
    'chunks with parameters',
    'RFC 9112, 7',
    `${POST}transfer-encoding: chunked;a=b\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  ['chunks twice', 'RFC 9112, 6.1', `${POST}${CHUNKED}${CHUNKED}\r\n0\r\n\r\n${HIDDEN}`],
  [
    'chunks of chunks',
    'RFC 9112, 6.1',
    `${POST}transfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  [
    'chunks that are not the last coding',
    'RFC 9112, 6.3',
    `${POST}transfer-encoding: chunked, gzip\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  [
    'chunks and no coding',
    'RFC 9112, 6.1',
    `${POST}${CHUNKED}transfer-encoding: identity\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  [
    'no coding and chunks',
    'RFC 9112, 6.1',
    `${POST}transfer-encoding: identity, chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  [
    'another coding below chunks',
    'RFC 9112, 6.1',
    `${POST}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  [
    'nothing before chunks',
    'RFC 9110, 5.6.1',
    `${POST}transfer-encoding: ,chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  ['a coding nobody knows', 'RFC 9112, 6.1', `${POST}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  [
    'a coding without a name, and a length',
    'RFC 9112, 6.1',
    `${POST}transfer-encoding:\r\ncontent-length: 0\r\n\r\n${HIDDEN}`,
  ],
  ['a folded coding', 'RFC 9112, 5.2', `${POST}transfer-encoding:\r\n chunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['chunks in HTTP/1.0', 'RFC 9112, 6.1', `@post10@${CHUNKED}\r\n0\r\n\r\n${HIDDEN}`],

  ['a chunk length that is no number', 'RFC 9112, 7.1', chunks(`zz\r\nhello\r\n0\r\n\r\n${HIDDEN}`)],
  ['a chunk length in prose', 'RFC 9112, 7.1', chunks(`0x3\r\nabc\r\n0\r\n\r\n${HIDDEN}`)],
  ['a signed chunk length', 'RFC 9112, 7.1', chunks(`+3\r\nabc\r\n0\r\n\r\n${HIDDEN}`)],
  ['a negative chunk length', 'RFC 9112, 7.1', chunks(`-1\r\nabc\r\n0\r\n\r\n${HIDDEN}`)],
  [
    'a chunk length beyond 64 bits',
    'RFC 9112, 7.1',
    chunks(`10000000000000003\r\nabc\r\n0\r\n\r\n${HIDDEN}`),
  ],
  ['a chunk length with a blank behind', 'RFC 9112, 7.1', chunks(`3 \r\nabc\r\n0\r\n\r\n${HIDDEN}`)],
  ['a chunk length with a blank before', 'RFC 9112, 7.1', chunks(` 3\r\nabc\r\n0\r\n\r\n${HIDDEN}`)],
  ['a chunk longer than it says', 'RFC 9112, 7.1', chunks(`2\r\nabc\r\n0\r\n\r\n${HIDDEN}`)],
  ['a chunk without an end of line', 'RFC 9112, 7.1', chunks(`3\r\nabc0\r\n\r\n${HIDDEN}`)],
  ['a chunk ended by a line feed alone', 'RFC 9112, 2.2', chunks(`3\r\nabc\n0\r\n\r\n${HIDDEN}`)],
  ['a chunk length ended by a line feed alone', 'RFC 9112, 2.2', chunks(`3\nabc\r\n0\r\n\r\n${HIDDEN}`)],
  [
    'a chunk length ended by a carriage return alone',
    'RFC 9112, 2.2',
    chunks(`3\rabc\r\n0\r\n\r\n${HIDDEN}`),
  ],
  [
    'an extension with a line feed in it',
    'RFC 9112, 7.1.1',
    chunks(`3;a=b\nGET / HTTP/1.1\r\nabc\r\n0\r\n\r\n${HIDDEN}`),
  ],
  [
    'an extension with a carriage return in it',
    'RFC 9112, 7.1.1',
    chunks(`3;a=b\rc\r\nabc\r\n0\r\n\r\n${HIDDEN}`),
  ],
  [
    'an extension with an end of line in quotes',
    'RFC 9112, 7.1.1',
    chunks(`3;a="\r\n"\r\nabc\r\n0\r\n\r\n${HIDDEN}`),
  ],
  [
    'extensions without end',
    'RFC 9112, 7.1.1',
    chunks(`3;${'a=b;'.repeat(10_000)}\r\nabc\r\n0\r\n\r\n${HIDDEN}`),
  ],
  [
    'a length in the trailers',
    'RFC 9110, 6.5.1',
    chunks(`3\r\nabc\r\n0\r\ncontent-length: 3\r\n\r\n${HIDDEN}`),
  ],

  [
    'a line feed alone behind a header',
    'RFC 9112, 2.2',
    `${POST}content-length: 5\nx-a: 1\r\n\r\nhello${HIDDEN}`,
  ],
  ['line feeds alone', 'RFC 9112, 2.2', `${GET.replace('@', '@lf-')}\n\n`],
  ['a carriage return alone in a header', 'RFC 9112, 2.2', `${POST}x-a: 1\rx-b: 2\r\n\r\n${HIDDEN}`],
  ['a carriage return alone for an end of line', 'RFC 9112, 2.2', `${POST}x-a: 1\r\r\n\r\n${HIDDEN}`],
  ['a zero byte in a header', 'RFC 9110, 5.5', `${POST}x-a: \x00\r\n\r\n${HIDDEN}`],
  ['a zero byte in a name', 'RFC 9110, 5.1', `${POST}x\x00a: 1\r\n\r\n${HIDDEN}`],
  ['a folded header', 'RFC 9112, 5.2', `${POST}x-a: 1\r\n folded\r\n\r\n${HIDDEN}`],
  ['a header folded by a tab', 'RFC 9112, 5.2', `${POST}x-a: 1\r\n\tfolded\r\n\r\n${HIDDEN}`],
  ['a folded first line', 'RFC 9112, 2.2', `${GET.replace('@', '@fold-')}x-a: 1\r\n\r\n${HIDDEN}`],
  ['a header without a name', 'RFC 9110, 5.1', `${POST}: 1\r\n\r\n${HIDDEN}`],
  ['a header without a colon', 'RFC 9112, 5', `${POST}x-a\r\n\r\n${HIDDEN}`],
  ['a blank in a name', 'RFC 9110, 5.1', `${POST}x a: 1\r\n\r\n${HIDDEN}`],
  ['a byte beyond ASCII in a name', 'RFC 9110, 5.1', `${POST}x\x80: 1\r\n\r\n${HIDDEN}`],
  ['more header bytes than are read', 'RFC 6585, 5', `${POST}x-a: ${'a'.repeat(20_000)}\r\n\r\n${HIDDEN}`],
  ['more headers than are kept', 'RFC 6585, 5', `${POST}${'a:\r\n'.repeat(3_000)}\r\n${HIDDEN}`],
  ['no host', 'RFC 9112, 3.2', '@get-hostless@\r\n'],
  ['two hosts', 'RFC 9112, 3.2', `${POST}host: y\r\n\r\n${HIDDEN}`],
  ['a host that is none', 'RFC 9112, 3.2', '@get-hostless@host: a b\r\n\r\n'],
  ['a host with a path', 'RFC 9112, 3.2', '@get-hostless@host: x/v1\r\n\r\n'],
  ['a host with a user', 'RFC 9110, 4.2.4', '@get-hostless@host: user@x\r\n\r\n'],
  ['a version that does not exist', 'RFC 9112, 2.3', '@get9@\r\n'],
  ['the version of HTTP/2', 'RFC 9113, 3.4', '@get2@\r\n'],
  ['the preface of HTTP/2', 'RFC 9113, 3.4', `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${HIDDEN}`],
  ['no version', 'RFC 9112, 2.3', 'GET /\r\n\r\n'],
  ['a method that does not exist', 'RFC 9110, 9.1', 'GETT / HTTP/1.1\r\nhost: x\r\n\r\n'],
  ['a method in lower case', 'RFC 9110, 9.1', 'get / HTTP/1.1\r\nhost: x\r\n\r\n'],
  [
    'a tunnel',
    'RFC 9110, 9.3.6',
    `CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example:443\r\n\r\n${HIDDEN}`,
  ],
  [
    'an upgrade to HTTP/2',
    'RFC 9113, 3.2',
    `${GET}connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n\r\n${HIDDEN}`,
  ],
  [
    'an upgrade with a body',
    'RFC 6455, 4.1',
    `${GET}connection: upgrade\r\nupgrade: websocket\r\ncontent-length: 5\r\n\r\nhello${HIDDEN}`,
  ],
  [
    'an expectation nobody meets',
    'RFC 9110, 10.1.1',
    `${POST}expect: a-miracle\r\ncontent-length: 5\r\n\r\nhello${HIDDEN}`,
  ],
  ['TLS', 'RFC 8446, 4', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + 'a'.repeat(64)],
]

/** Read as one request whose body is this, whatever else the next server might think; then what follows is the next. */
export const TAKEN: readonly (readonly [...row: Row, body: string])[] = [
  ['a length with leading zeros', 'RFC 9110, 8.6', `${POST}content-length: 0003\r\n\r\nabc`, 'abc'],
  ['a length with a blank behind', 'RFC 9110, 5.5', `${POST}content-length: 3 \r\n\r\nabc`, 'abc'],
  [
    'a name that only looks like a length',
    'RFC 9110, 5.1',
    `${POST}content_length: 44\r\ncontent-length: 3\r\n\r\nabc`,
    'abc',
  ],
  [
    'a name that only looks like a coding',
    'RFC 9110, 5.1',
    `${POST}transfer_encoding: chunked\r\ncontent-length: 3\r\n\r\nabc`,
    'abc',
  ],
  [
    'chunks in capitals',
    'RFC 9112, 6.1',
    `${POST}transfer-encoding: CHUNKED\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
    'abc',
  ],
  ['chunks of many zeros', 'RFC 9112, 7.1', chunks('000003\r\nabc\r\n000\r\n\r\n'), 'abc'],
  ['a chunk extension', 'RFC 9112, 7.1.1', chunks('3;a=b\r\nabc\r\n0\r\n\r\n'), 'abc'],
  [
    'trailers that claim something',
    'RFC 9110, 6.5.1',
    chunks('3\r\nabc\r\n0\r\nauthorization: Bearer x\r\nx-user-id: admin\r\n\r\n'),
    'abc',
  ],
  [
    'a body that looks like a request',
    'RFC 9112, 6',
    `${POST}content-length: 26\r\n\r\nGET /admin HTTP/1.1\r\nx: y\r\n`,
    'GET /admin HTTP/1.1\r\nx: y\r\n'.slice(0, 26),
  ],
  ['empty lines before it', 'RFC 9112, 2.2', `\r\n\r\n${POST}content-length: 3\r\n\r\nabc`, 'abc'],
  [
    'a body that is announced and waited for',
    'RFC 9110, 10.1.1',
    `${POST}expect: 100-continue\r\ncontent-length: 3\r\n\r\nabc`,
    'abc',
  ],
]
