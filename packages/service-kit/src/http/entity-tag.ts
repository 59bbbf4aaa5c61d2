/** The opaque part of each tag in a list, `W/` or not (RFC 9110, 8.8.3). */
const TAGS = /(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g

/**
 * True if `If-None-Match` names what a client would be sent: by `*`, or by a tag that is the same by weak comparison, for
 * a proxy that compresses makes tags weak (RFC 9110, 13.1.2).
 */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  for (const [, tag] of ifNoneMatch.matchAll(TAGS)) if (tag === etag) return true
  return false
}
