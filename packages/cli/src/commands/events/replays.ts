import { defineCommand } from '../../command.js'
import type { ReplaysDocument } from '../../documents/events.js'
import { silenceText, timeText } from '../../events/views.js'

/** `azora events replays` */
export const replays = defineCommand({
  summary: 'List replays and how far they are, the newest first',
  examples: ['azora events replays', 'azora events replays --json'],
  document: () => import('../../documents/events.js').then(file => file.ReplaysDocument),

  async run(_, context): Promise<ReplaysDocument> {
    const { askNexus } = await import('../../session/operator.js')
    return askNexus(context, client => client.replays.list())
  },

  view: ({ replays: all, silent }, look) => {
    const rows = all.map(({ id, handler, service, state, replayed, createdAt }) => [
      look.accent(id),
      `${handler} ${look.dim(`in ${service}`)}`,
      state === 'running' ? look.warn(state) : state,
      String(replayed),
      timeText(createdAt),
    ])
    const table = look.table(['id', 'handler', 'state', 'replayed', 'since'], rows)
    return [all.length === 0 ? 'No replays.' : table, ...silenceText(silent, look)].join('\n')
  },
})
