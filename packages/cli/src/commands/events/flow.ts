import { defineCommand } from '../../command.js'
import type { FlowDocument } from '../../documents/events.js'
import { silenceText } from '../../events/views.js'
import type { Look } from '../../look.js'

/** `azora events flow` */
export const flow = defineCommand({
  summary: 'Show how events flow: outboxes, handlers and what waits for them',
  examples: ['azora events flow', 'azora events flow --json'],
  document: () => import('../../documents/events.js').then(file => file.FlowDocument),

  async run(_, context): Promise<FlowDocument> {
    const { askNexus } = await import('../../session/operator.js')
    return askNexus(context, client => client.flow.get())
  },

  view: ({ services, silent }, look) =>
    [
      look.table(
        ['service', 'carried by', 'unsent', 'oldest'],
        services.map(({ service, transport, outbox: { unsent, oldestSeconds } }) => [
          service,
          transport?.name ?? look.warn('nothing'),
          amount(unsent, look),
          unsent === 0 ? '' : `${Math.round(oldestSeconds)} s`,
        ]),
      ),
      '',
      look.table(
        ['handler', 'of', 'lag', 'waiting', 'dead letters'],
        services.flatMap(({ service, handlers }) =>
          handlers.map(({ handler, wants, lag, waiting, deadLetters }) => [
            `${handler} ${look.dim(`in ${service}`)}`,
            wants.join(', '),
            lag === null ? look.warn('unknown') : amount(lag, look),
            amount(waiting, look),
            amount(deadLetters, look),
          ]),
        ),
      ),
      ...silenceText(silent, look),
    ].join('\n'),
})

const amount = (count: number, { good, warn }: Look) => (count === 0 ? good('0') : warn(String(count)))
