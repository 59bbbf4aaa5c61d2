import { argument, defineCommand } from '../../command.js'
import type { EventWayDocument } from '../../documents/events.js'
import { failureText, silenceText, timeText } from '../../events/views.js'
import type { Look } from '../../look.js'

/** `azora events show` */
export const show = defineCommand({
  summary: 'Show the way of an event: published when, handled by whom and when',
  args: { id: argument.required('the id of the event') },
  examples: ['azora events show 019b0000-0000-7000-8000-000000000001'],
  document: () => import('../../documents/events.js').then(file => file.EventWayDocument),

  async run({ id }, context): Promise<EventWayDocument> {
    const { askNexus } = await import('../../session/operator.js')
    return askNexus(context, ({ events }) => events.get({ params: { eventId: id } }))
  },

  view: (way, look) =>
    [
      look.pairs(originOf(way, look)),
      '',
      look.table(
        ['handler', 'in', 'state', 'when', 'attempts', 'error'],
        way.handlings.map(({ handler, service, state, at, attempts, failures }) => [
          handler,
          service,
          stateText(state, look),
          at === null ? '' : timeText(at),
          String(attempts),
          state === 'handled' ? '' : failureText(failures),
        ]),
      ),
      ...silenceText(way.silent, look),
    ].join('\n'),
})

function originOf({ event, published }: EventWayDocument, look: Look): (readonly [string, string])[] {
  return [
    ...(event
      ? ([
          ['event', `${event.type} ${look.accent(event.id)}`],
          ['key', event.partitionkey],
          ['asked for by', event.actor ?? 'nobody in particular'],
          ['request', look.accent(`azora logs --request ${event.correlationid ?? ''}`)],
        ] as const)
      : []),
    [
      'published',
      published
        ? `${timeText(published.at)} by ${published.service}, ${published.sentAt ? `sent ${timeText(published.sentAt)}` : look.warn('not sent yet')}`
        : look.dim('more than a day ago, or elsewhere'),
    ],
  ]
}

function stateText(state: EventWayDocument['handlings'][number]['state'], { good, warn, bad, dim }: Look) {
  const looks = { handled: good, skipped: dim, waiting: warn, redriven: warn, dead: bad, discarded: dim }
  return looks[state](state)
}
