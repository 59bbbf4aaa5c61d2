import { uuidv7 } from 'uuidv7'

/** Makes an id: UUID version 7 (RFC 9562), ordered by time to the millisecond and within it. */
export function newId(): string {
  return uuidv7()
}
