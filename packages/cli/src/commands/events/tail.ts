import { defineCommand, flag } from '../../command.js'
import type { TailRecord } from '../../documents/events.js'
import { timeText } from '../../events/views.js'

/** `azora events tail` */
export const tail = defineCommand({
  summary: 'Follow events as they are published',
  description:
    'It asks once a second; of more than a hundred in between the oldest are left out, which is said. With --json, one document ' +
    'per line. It ends with Ctrl-C.',
  flags: {
    service: flag.text('only what this service publishes', { placeholder: 'SERVICE', completes: 'service' }),
    type: flag.text('only of this type', { placeholder: 'TYPE' }),
    key: flag.text('only of this key: the id of what they happen to', { placeholder: 'KEY' }),
    after: flag.text('begin after this event; default: with what is published from now on', {
      placeholder: 'ID',
    }),
  },
  examples: ['azora events tail', 'azora events tail --type user.registered --json'],
  document: () => import('../../documents/events.js').then(file => file.TailRecord),

  async run({ after, ...choice }, context): Promise<AsyncIterable<TailRecord>> {
    const { askNexus } = await import('../../session/operator.js')
    const { followed } = await import('../../events/followed.js')
    const ask = (limit: number) =>
      askNexus(context, ({ events }) => events.list({ query: { ...choice, limit } }))
    // Asked once before anything is shown: what cannot be followed is refused as any other command would be.
    await ask(1)
    return followed({ ask, after, signal: context.signal })
  },

  view: (record, look) =>
    'skipped' in record
      ? look.warn('More came than can be shown: some are left out.')
      : [
          look.dim(timeText(record.at)),
          record.service,
          look.bold(record.event.type),
          record.event.partitionkey,
          look.accent(record.event.id),
        ].join('  '),
})
