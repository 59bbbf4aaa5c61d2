import { argument, defineCommand } from '../../command.js'
import type { SagaDocument } from '../../documents/sagas.js'
import { failureText, sagaStateText, timeText } from '../../events/views.js'

/** `azora sagas show` */
export const show = defineCommand({
  summary: 'Show a saga with its steps and what became of each',
  description:
    'What steps were given and have returned may be about people: it takes the permission event:operate.',
  args: { id: argument.required('its id, as azora sagas ls shows it') },
  examples: ['azora sagas show 019b0000-0000-7000-8000-000000000001'],
  document: () => import('../../documents/sagas.js').then(file => file.SagaDocument),

  async run({ id }, context): Promise<SagaDocument> {
    const { askNexus } = await import('../../session/operator.js')
    return askNexus(context, ({ sagas }) => sagas.get({ params: { sagaId: id } }))
  },

  view: ({ saga, service, subject, state, reason, stuckReason, requestId, steps }, look) =>
    [
      look.pairs([
        ['saga', `${saga} in ${service}`],
        ['for', subject],
        ['state', sagaStateText(state, look)],
        ...(reason === null ? [] : [['turned around', reason] as const]),
        ...(stuckReason === null ? [] : [['stuck', look.bad(stuckReason)] as const]),
        ...(requestId === null
          ? []
          : [['request', look.accent(`azora logs --request ${requestId}`)] as const]),
      ]),
      '',
      look.table(
        ['step', 'state', 'attempts', 'undone', 'ended', 'error'],
        steps.map(step => [
          step.step,
          step.state,
          String(step.attempts),
          step.compensations === 0 ? '' : String(step.compensations),
          step.endedAt === null ? '' : timeText(step.endedAt),
          failureText(step.failures),
        ]),
      ),
    ].join('\n'),
})
