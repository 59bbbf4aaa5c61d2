import { MalformedJson, RequestTimeout } from '@azora/contracts'
import type { KitRequest } from './express-classes.js'

/**
 * True for a body that comes as it is and says how long it is, as nearly all do. Node ends it at the declared length, so
 * there is nothing to count, to decompress or to decode but UTF-8; for the rest there is `express.json`, which takes
 * as long again as all else a small POST costs.
 */
export function isPlain({ headers }: KitRequest): boolean {
  return headers['content-length'] !== undefined && headers['content-encoding'] === undefined
}

/** Reads such a body, and keeps its bytes. @throws MalformedJson, RequestTimeout */
export async function readPlain(request: KitRequest): Promise<void> {
  const bytes = await bytesOf(request)
  request.context.rawBody = bytes
  try {
    request.body = JSON.parse(withoutMark(bytes).toString())
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MalformedJson(`The body is not valid JSON: ${reason}.`, { cause })
  }
}

function bytesOf(request: KitRequest): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    request.once('close', () => reject(new RequestTimeout('The body did not arrive as announced.')))
  })
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** A mark may stand before the text, and is not part of it (RFC 8259, 8.1). */
function withoutMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)
    ? bytes.subarray(BYTE_ORDER_MARK.length)
    : bytes
}
