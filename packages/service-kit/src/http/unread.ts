import type { ServerResponse } from 'node:http'

/** Smaller ones fit into what the system keeps for a connection anyway. */
const LARGE_BYTES = 64 * 1024
const LEAST_MS = 30_000
/** Slower than any line somebody would wait at. */
const LEAST_BYTES_PER_MS = 8

/**
 * Cuts a client off that does not read a large answer: 30 s, and one more for each 8,000 bytes. Otherwise whoever asks and
 * never reads would have the answer kept for as long as they like.
 */
export function cutUnread(response: Pick<ServerResponse, 'once' | 'destroy'>, bytes: number): void {
  if (bytes <= LARGE_BYTES) return
  const timer = setTimeout(() => response.destroy(), LEAST_MS + bytes / LEAST_BYTES_PER_MS)
  response.once('close', () => clearTimeout(timer))
}
