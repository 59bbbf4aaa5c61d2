import { Intent } from '@azora/contracts/nexus'
import type * as z from 'zod'

/** What `azora ask --json` prints. */
export const AskDocument = Intent
export type AskDocument = z.infer<typeof AskDocument>
