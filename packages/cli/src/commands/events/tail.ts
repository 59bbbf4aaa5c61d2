import { defineCommand, flag } from '../../command.js'
import type { TailRecord } from '../../documents/events.js'
import { timeText } from '../../events/views.js'

/** `azora events tail` */
export const tail = defineCommand({
  summary: 'Follow events as they appear',
  description:
    'Each once, those of a key in their order. When the platform restarts it goes on where it was; what is lost meanwhile for good, ' +
    'because it is no longer kept, is said. With --json, one document per line, each with the cursor to go on from. It ends with Ctrl-C.',
  flags: {
    service: flag.text('only what this service publishes', { placeholder: 'SERVICE', completes: 'service' }),
    type: flag.text('only of types of this pattern: * is one word, # any number', { placeholder: 'PATTERN' }),
    key: flag.text('only of this key: the id of what they happen to', { placeholder: 'KEY' }),
    request: flag.text('only what follows from this request', { placeholder: 'ID' }),
    after: flag.text('go on after this cursor; default: with what is published from now on', {
      placeholder: 'CURSOR',
    }),
  },
  examples: ['azora events tail', "azora events tail --type 'user.*' --json"],
  document: () => import('../../documents/events.js').then(file => file.TailRecord),

  async run({ after, ...choice }, context): Promise<AsyncIterable<TailRecord>> {
    const { followNexus } = await import('../../session/operator.js')
    return followNexus(context, { ...choice, cursor: after })
  },

  view: (record, look) =>
    record.kind === 'gap'
      ? look.warn(GAPS[record.reason])
      : [
          look.dim(timeText(record.event.time)),
          record.service,
          look.bold(record.event.type),
          record.event.partitionkey,
          look.accent(record.event.id),
        ].join('  '),
})

const GAPS = {
  'no-longer-kept': 'Some events are missing here: they are no longer kept.',
  'another-log': 'The log of events is another one: what it holds follows from its beginning.',
}
