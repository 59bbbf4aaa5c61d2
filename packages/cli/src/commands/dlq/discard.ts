import { defineCommand, flag } from '../../command.js'
import type { DeadLettersChangedDocument } from '../../documents/dlq.js'
import { choiceOf, deadLetterFlags } from '../../events/dead-letter-flags.js'
import { changedText } from '../../events/views.js'

/** `azora dlq discard` */
export const discard = defineCommand({
  summary: 'Give dead letters up for good',
  description:
    'They can be looked at for as long as dead letters are kept, and never be redriven. An audit entry in the service ' +
    'says who did it.',
  flags: {
    ...deadLetterFlags,
    id: flag.list('this one; may be repeated', { placeholder: 'ID' }),
    limit: flag.integer('the most in each service, oldest first', { fallback: 1_000 }),
    dryRun: flag.switch('only say how many it would be'),
  },
  examples: [
    'azora dlq discard --handler education.keep-learners --dry-run',
    'azora dlq discard --id 019b0000-0000-7000-8000-000000000001 --json',
  ],
  document: () => import('../../documents/dlq.js').then(file => file.DeadLettersChangedDocument),

  async run({ id, limit, dryRun, ...choice }, context): Promise<DeadLettersChangedDocument> {
    const { askNexus } = await import('../../session/operator.js')
    const body = { ...choiceOf(choice), ...(id.length > 0 && { ids: id }), limit, dryRun }
    return askNexus(context, ({ deadLetters }) => deadLetters.discard({ body }))
  },

  view: (changed, look) => changedText(changed, { done: 'discarded', look }),
})
