import { defineCommand, flag } from '../../command.js'
import type { DeadLettersChangedDocument } from '../../documents/dlq.js'
import { choiceOf, deadLetterFlags } from '../../events/dead-letter-flags.js'
import { changedText } from '../../events/views.js'

/** `azora dlq redrive` */
export const redrive = defineCommand({
  summary: 'Have dead letters tried again',
  description:
    'Each under the id of its event: however often it is redriven, its effects happen once, and those of a key come in ' +
    'their order. An audit entry in the service says who did it.',
  flags: {
    ...deadLetterFlags,
    id: flag.list('this one; may be repeated', { placeholder: 'ID' }),
    limit: flag.integer('the most in each service, oldest first', { fallback: 1_000 }),
    rate: flag.integer('how many are tried again in a second, in each service', { fallback: 100 }),
    dryRun: flag.switch('only say how many it would be'),
  },
  examples: [
    'azora dlq redrive --handler education.keep-learners --dry-run',
    'azora dlq redrive --service education --rate 10',
    'azora dlq redrive --id 019b0000-0000-7000-8000-000000000001 --json',
  ],
  document: () => import('../../documents/dlq.js').then(file => file.DeadLettersChangedDocument),

  async run({ id, limit, rate, dryRun, ...choice }, context): Promise<DeadLettersChangedDocument> {
    const { askNexus } = await import('../../session/operator.js')
    const body = {
      ...choiceOf(choice),
      ...(id.length > 0 && { ids: id }),
      limit,
      perSecond: rate,
      dryRun,
    }
    return askNexus(context, ({ deadLetters }) => deadLetters.redrive({ body }))
  },

  view: (changed, look) => changedText(changed, { done: 'redriven', look }),
})
