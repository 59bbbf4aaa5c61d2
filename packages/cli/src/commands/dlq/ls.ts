import { defineCommand, flag } from '../../command.js'
import type { DeadLettersDocument } from '../../documents/dlq.js'
import { choiceOf, deadLetterFlags } from '../../events/dead-letter-flags.js'
import { failureText, silenceText, timeText } from '../../events/views.js'

/** `azora dlq ls` */
export const ls = defineCommand({
  summary: 'List dead letters, those that happened first first',
  flags: {
    ...deadLetterFlags,
    state: flag.choice('what was done about them', ['dead', 'redriven', 'discarded'], 'dead'),
    limit: flag.integer('the most to show, at most 100', { fallback: 20 }),
  },
  examples: ['azora dlq ls', 'azora dlq ls --service education --error "timed out"', 'azora dlq ls --json'],
  document: () => import('../../documents/dlq.js').then(file => file.DeadLettersDocument),

  async run({ state, limit, ...choice }, context): Promise<DeadLettersDocument> {
    const { askNexus } = await import('../../session/operator.js')
    const query = { ...choiceOf(choice), state, limit }
    const { nextCursor, ...page } = await askNexus(context, ({ deadLetters }) => deadLetters.list({ query }))
    return { ...page, more: nextCursor !== null }
  },

  view: ({ deadLetters, more, silent }, look) => {
    const rows = deadLetters.map(({ id, service, handler, event, attempts, lastFailedAt, failures }) => [
      look.accent(id),
      service,
      handler,
      event.type,
      String(attempts),
      timeText(lastFailedAt),
      failureText(failures).slice(0, LONGEST),
    ])
    const table = look.table(['id', 'service', 'handler', 'type', 'attempts', 'last failed', 'error'], rows)
    return [
      deadLetters.length === 0 ? look.good('No dead letters.') : table,
      ...(more ? [look.dim('There are more: narrow it down, or take them with --limit.')] : []),
      ...silenceText(silent, look),
    ].join('\n')
  },
})

const LONGEST = 80
