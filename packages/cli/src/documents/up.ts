import * as z from 'zod'
import { ServiceRow, StatusDocument } from './status.js'

const at = z.iso.datetime()

/** What `azora up --json` prints, one a line, as it happens; with `--detach` or `--wait` it prints one status document. */
export const UpRecord = z.discriminatedUnion('type', [
  z.object({ type: z.literal('platform'), at, status: StatusDocument }),
  z.object({ type: z.literal('service'), at, service: ServiceRow }),
  z.object({
    type: z.literal('infrastructure'),
    at,
    infrastructure: StatusDocument.shape.infrastructure.element,
  }),
  z.object({ type: z.literal('reload'), at, service: z.string(), files: z.array(z.string()) }),
  z.object({ type: z.literal('notice'), at, level: z.enum(['info', 'warn', 'error']), message: z.string() }),
  z
    .object({ type: z.literal('settled'), at, status: StatusDocument })
    .describe('Everything asked for is ready or has failed.'),
])
export type UpRecord = z.infer<typeof UpRecord>

/** A record, or with `--detach` and `--wait` a status. */
export const UpAnswer = z.union([UpRecord, StatusDocument])
