import { argument, defineCommand } from '../../command.js'
import type { DeadLetterDocument } from '../../documents/dlq.js'
import { timeText } from '../../events/views.js'
import type { Look } from '../../look.js'

/** `azora dlq show` */
export const show = defineCommand({
  summary: 'Show a dead letter: the event, and every failure that is kept',
  args: { id: argument.required('its id, as azora dlq ls shows it') },
  examples: ['azora dlq show 019b0000-0000-7000-8000-000000000001'],
  document: () => import('../../documents/dlq.js').then(file => file.DeadLetterDocument),

  async run({ id }, context): Promise<DeadLetterDocument> {
    const { askNexus } = await import('../../session/operator.js')
    return askNexus(context, ({ deadLetters }) => deadLetters.get({ params: { deadLetterId: id } }))
  },

  view: ({ id, service, handler, event, attempts, state, failures }, look) =>
    [
      look.pairs([
        ['event', `${event.type} ${look.accent(event.id)}`],
        ['key', event.partitionkey],
        ['handler', `${handler} in ${service}`],
        ['state', `${state} after ${attempts} attempts`],
      ]),
      '',
      ...failures.map(failure => failureLines(failure, look)),
      '',
      JSON.stringify(event.data, null, 2),
      '',
      look.pairs([
        ['its way', look.accent(`azora events show ${event.id}`)],
        ['once more', look.accent(`azora dlq redrive --id ${id}`)],
      ]),
    ].join('\n'),
})

function failureLines({ at, attempt, errors }: DeadLetterDocument['failures'][number], { dim, bad }: Look) {
  const causes = errors.map(({ name, message }, depth) => `${'  '.repeat(depth)}${bad(name)}: ${message}`)
  return `${dim(`${timeText(at)}, attempt ${attempt}`)}\n${causes.join('\n')}`
}
