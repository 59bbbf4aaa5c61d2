import {
  ServiceDeadLetter as DeadLetter,
  ServiceDeadLettersChanged as DeadLettersChanged,
  Silent,
} from '@azora/contracts/nexus'
import * as z from 'zod'

/** What `azora dlq ls --json` prints. */
export const DeadLettersDocument = z.object({
  deadLetters: z.array(DeadLetter),
  more: z.boolean().describe('Whether there are more than were asked for.'),
  silent: z.array(Silent).describe('Services that did not answer: theirs are missing here.'),
})
export type DeadLettersDocument = z.infer<typeof DeadLettersDocument>

/** What `azora dlq show --json` prints. */
export const DeadLetterDocument = DeadLetter
export type DeadLetterDocument = z.infer<typeof DeadLetterDocument>

/** What `azora dlq redrive --json` and `azora dlq discard --json` print. */
export const DeadLettersChangedDocument = DeadLettersChanged
export type DeadLettersChangedDocument = z.infer<typeof DeadLettersChangedDocument>
