import * as z from 'zod'

/** One line of a log; `azora logs -f --json` prints one after another. */
export const LogRecord = z.object({
  at: z.iso.datetime(),
  source: z.string().describe('The service, `postgres`, `redis` or `azora`.'),
  instance: z.string(),
  stream: z.enum(['stdout', 'stderr']),
  line: z.string().describe('As written.'),
  record: z.record(z.string(), z.unknown()).nullable().describe('The line as JSON, if it is an object.'),
})
export type LogRecord = z.infer<typeof LogRecord>

/** What `azora logs --json` prints. */
export const LogsDocument = z.object({ lines: z.array(LogRecord) })
export type LogsDocument = z.infer<typeof LogsDocument>

/** A record while following, else all lines at once. */
export const LogsAnswer = z.union([LogRecord, LogsDocument])
