import * as z from 'zod'

/** One line of `azora logs --json`. */
export const LogRecord = z.object({
  at: z.iso.datetime(),
  source: z.string().describe('The service, `postgres`, `redis` or `azora`.'),
  instance: z.string(),
  stream: z.enum(['stdout', 'stderr']),
  line: z.string().describe('As written.'),
  record: z.record(z.string(), z.unknown()).nullable().describe('The line as JSON, if it is an object.'),
})
export type LogRecord = z.infer<typeof LogRecord>
