import { argument, defineCommand, flag } from '../../command.js'
import type { PublishedDocument } from '../../documents/events.js'

/** `azora events publish` */
export const publish = defineCommand({
  summary: 'Publish an event by hand, as the service it belongs to would',
  description:
    'Its data is held against the contract, and an audit entry in the service says who did it. Subscribers take it for ' +
    'what it says it is: something that has happened.',
  args: { type: argument.required('a type, as azora events schemas lists them') },
  flags: {
    data: flag.text('its data: JSON, @FILE (JSON or YAML), or - for standard input', {
      placeholder: 'JSON|@FILE|-',
      completes: 'file',
    }),
    dryRun: flag.switch('only check the data and show the event'),
  },
  examples: [
    'azora events publish user.deleted --data @event.json --dry-run',
    'azora events publish course.published --data @event.json --json',
  ],
  document: () => import('../../documents/events.js').then(file => file.PublishedDocument),

  async run({ type, data, dryRun }, context): Promise<PublishedDocument> {
    const { dataOf } = await import('../../call/data-flag.js')
    const { askNexus } = await import('../../session/operator.js')
    const body = { type, data: objectOf(await dataOf(data)), dryRun }
    return { event: await askNexus(context, ({ events }) => events.publish({ body })), dryRun }
  },

  view: ({ event, dryRun }, look) =>
    dryRun
      ? `${look.warn('Nothing published')}: this would be\n${JSON.stringify(event, null, 2)}`
      : `${look.good('Published')} ${event.type} ${event.id}\n${look.accent(`azora events show ${event.id}`)}`,
})

/** What is no object is refused by the contract, which says so. */
const objectOf = (data: unknown) => (data ?? {}) as Record<string, unknown>
