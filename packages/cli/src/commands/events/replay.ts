import { argument, defineCommand, flag } from '../../command.js'
import type { ReplayDocument } from '../../documents/events.js'

/** `azora events replay` */
export const replay = defineCommand({
  summary: 'Hand events that are kept to one handler once more',
  description:
    'Each event once for this replay, although the handler has had it before; whoever dies meanwhile, it goes on where it was. ' +
    'Events are kept for seven days. Those that fail become dead letters of the handler and the replay: azora dlq ls.',
  args: { handler: argument.required('the handler, as azora events flow lists it') },
  flags: {
    from: flag.text('events that happened at this time or later, as 2030-01-31T12:00:00Z', {
      placeholder: 'TIME',
    }),
    to: flag.text('events that happened before this time; default: now', { placeholder: 'TIME' }),
    type: flag.text('only events of this type', { placeholder: 'TYPE' }),
    key: flag.text('only events of this key: the id of what they happened to', { placeholder: 'KEY' }),
    id: flag.list('this event; may be repeated', { placeholder: 'ID' }),
    rate: flag.integer('how many are handed over in a second', { fallback: 100 }),
    name: flag.text('the id of the replay, a UUID: asked for twice under it, it is one replay', {
      placeholder: 'UUID',
    }),
    dryRun: flag.switch('only say how many it would be'),
  },
  examples: [
    'azora events replay education.keep-learners --from 2030-01-31T00:00:00Z --dry-run',
    'azora events replay education.keep-learners --type user.registered --rate 20',
  ],
  document: () => import('../../documents/events.js').then(file => file.ReplayDocument),

  async run({ id, rate, name, ...given }, context): Promise<ReplayDocument> {
    const { askNexus } = await import('../../session/operator.js')
    const ids = id.length > 0 ? { ids: id } : {}
    const body = { ...given, ...ids, perSecond: rate, ...(name !== undefined && { id: name }) }
    return askNexus(context, ({ replays }) => replays.start({ body }))
  },

  view: ({ replay: started, events, service }, look) =>
    started
      ? `${look.good('Replaying')} to ${started.handler} in ${service}.\n${look.accent('azora events replays')}`
      : `${look.warn('Nothing done')}: ${events ?? 0} ${events === 1 ? 'event' : 'events'} would be handed over in ${service}.`,
})
