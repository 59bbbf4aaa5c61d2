/** A random id nobody else has. */
export function randomId(): string {
  return 'randomUUID' in crypto ? crypto.randomUUID() : randomHex()
}

/** Browsers know `randomUUID` on secure pages only. */
function randomHex(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
