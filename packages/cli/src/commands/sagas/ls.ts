import { defineCommand, flag } from '../../command.js'
import type { SagasDocument } from '../../documents/sagas.js'
import { sagaStateText, silenceText, timeText } from '../../events/views.js'

const STATES = ['running', 'waiting', 'compensating', 'completed', 'compensated', 'stuck', 'any'] as const

/** `azora sagas ls` */
export const ls = defineCommand({
  summary: 'List sagas, those started last first',
  flags: {
    service: flag.text('only those of this service', { placeholder: 'SERVICE', completes: 'service' }),
    saga: flag.text('only those of this name', { placeholder: 'NAME' }),
    subject: flag.text('only those started for this', { placeholder: 'ID' }),
    state: flag.choice('how they stand', STATES, 'any'),
    limit: flag.integer('the most to show, at most 100', { fallback: 20 }),
  },
  examples: ['azora sagas ls', 'azora sagas ls --state stuck', 'azora sagas ls --service education --json'],
  document: () => import('../../documents/sagas.js').then(file => file.SagasDocument),

  async run({ state, ...choice }, context): Promise<SagasDocument> {
    const { askNexus } = await import('../../session/operator.js')
    const query = { ...choice, ...(state !== 'any' && { state }) }
    const { nextCursor, ...page } = await askNexus(context, client => client.sagas.list({ query }))
    return { ...page, more: nextCursor !== null }
  },

  view: ({ sagas, more, silent }, look) => {
    const rows = sagas.map(({ id, service, saga, subject, state, startedAt, stuckReason, reason }) => [
      look.accent(id),
      service,
      saga,
      subject,
      sagaStateText(state, look),
      timeText(startedAt),
      stuckReason ?? reason ?? '',
    ])
    return [
      sagas.length === 0
        ? 'No sagas.'
        : look.table(['id', 'service', 'saga', 'for', 'state', 'started', 'why'], rows),
      ...(more ? [look.dim('There are more: narrow it down, or take them with --limit.')] : []),
      ...silenceText(silent, look),
    ].join('\n')
  },
})
