import * as z from 'zod'

/** What `azora call … --json` prints. */
export const CallDocument = z.object({
  operation: z.string(),
  status: z.int(),
  requestId: z.string(),
  attempts: z.int(),
  tookMs: z.int(),
  etag: z.string().nullable(),
  body: z.unknown().describe('The answer, as the contract of the operation says; null for none.'),
})
export type CallDocument = z.infer<typeof CallDocument>

/** What it prints with `--dry-run`: what would be sent. */
export const RequestDocument = z.object({
  operation: z.string(),
  method: z.string(),
  path: z.string(),
  params: z.record(z.string(), z.unknown()),
  query: z.record(z.string(), z.unknown()),
  headers: z.record(z.string(), z.unknown()),
  body: z.unknown(),
})
export type RequestDocument = z.infer<typeof RequestDocument>

/** Either. */
export const CallAnswer = z.union([CallDocument, RequestDocument])
