/** A time as it travels: RFC 3339, UTC. Null stays null. */
export function timestamp<At extends Date | null>(at: At): At extends Date ? string : string | null
export function timestamp(at: Date | null): string | null {
  return at && at.toISOString()
}
