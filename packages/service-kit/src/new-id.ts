import { uuidv7 } from 'uuidv7'

/** Makes an id: UUID version 7 (RFC 9562), ordered by time to the millisecond and within it. */
export function newId(): string {
  return uuidv7()
}

/** Makes an id that stands among those made at another time: what it begins with is that time. */
export function newIdAt(moment: Date): string {
  const time = moment.getTime().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}${newId().slice(13)}`
}
