/** The final fragment of a text (RFC 6455, 5.2). */
const TEXT = 0x81
const SHORT = 126
const LONG = 127

/** A text as servers send it, unmasked, in one frame (RFC 6455, 5.2). */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const header = headerOf(length)
  const frame = Buffer.allocUnsafe(header.length + length)
  header.copy(frame)
  frame.write(text, header.length)
  return frame
}

function headerOf(length: number): Buffer {
  if (length < SHORT) return Buffer.from([TEXT, length])
  const isShort = length <= 0xffff
  const header = Buffer.alloc(isShort ? 4 : 10)
  header[0] = TEXT
  header[1] = isShort ? SHORT : LONG
  if (isShort) header.writeUInt16BE(length, 2)
  else header.writeBigUInt64BE(BigInt(length), 2)
  return header
}
