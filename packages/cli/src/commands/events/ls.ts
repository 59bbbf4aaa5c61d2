import { defineCommand, flag } from '../../command.js'
import type { EventsDocument } from '../../documents/events.js'
import { silenceText, timeText } from '../../events/views.js'

/** `azora events ls` */
export const ls = defineCommand({
  summary: 'List what was published within the last day, newest first',
  flags: {
    service: flag.text('only what this service published', { placeholder: 'SERVICE', completes: 'service' }),
    type: flag.text('only of this type', { placeholder: 'TYPE' }),
    key: flag.text('only of this key: the id of what they happened to', { placeholder: 'KEY' }),
    request: flag.text('only what follows from this request', { placeholder: 'ID' }),
    minutes: flag.integer('how far back to look, at most 1440', { fallback: 60 }),
    limit: flag.integer('the most to show, at most 100', { fallback: 20 }),
  },
  examples: [
    'azora events ls',
    'azora events ls --type user.registered --json',
    'azora events ls --minutes 5',
  ],
  document: () => import('../../documents/events.js').then(file => file.EventsDocument),

  async run({ minutes, ...choice }, context): Promise<EventsDocument> {
    const { askNexus } = await import('../../session/operator.js')
    return askNexus(context, client => client.events.list({ query: { ...choice, withinMinutes: minutes } }))
  },

  view: ({ events, silent }, look) => {
    const rows = events.map(({ event, at, sentAt, service }) => [
      look.accent(event.id),
      event.type,
      event.partitionkey,
      service,
      timeText(at),
      sentAt === null ? look.warn('not yet') : look.good('sent'),
    ])
    return [
      events.length === 0
        ? 'Nothing was published.'
        : look.table(['id', 'type', 'key', 'by', 'at', ''], rows),
      ...silenceText(silent, look),
    ].join('\n')
  },
})
