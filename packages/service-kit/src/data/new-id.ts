import { uuidv7 } from 'uuidv7'

/** A new id: UUIDv7, so that rows made one after the other lie side by side. */
export function newId(): string {
  return uuidv7()
}
