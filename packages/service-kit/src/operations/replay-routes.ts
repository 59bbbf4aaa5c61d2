import {
  HandlerNotFound,
  operations,
  type Replay,
  ReplayNotFound,
  ReplayNotPossible,
} from '@azora/contracts/operations'
import { principalKey } from '../access/principal.js'
import { audit } from '../data/audit.js'
import { within } from '../data/queryable.js'
import { addReplay, cancelReplay, type Replay as Row, replays } from '../events/replay/replay-rows.js'
import type { Replayer } from '../events/replay/replayer.js'
import { implement } from '../http/implement.js'
import { newId } from '../new-id.js'
import type { OperationParts } from './operation-parts.js'

/** Events are handed to a handler again from here. */
export const replayRoutes = ({ database, clock, handlers, carried }: OperationParts) =>
  implement(operations.routes.replays).with({
    list: async () => ({ replays: (await replays(database.pool)).map(shown) }),

    start: async ({ body: { id = newId(), handler, perSecond, dryRun, ...given }, principal }) => {
      if (!handlers.some(({ name }) => name === handler)) throw new HandlerNotFound()
      const replayer = replayerOf(carried)
      const now = clock.now()
      const range = { ...given, to: given.to ?? justAfter(now) }
      if (dryRun) return { replay: null, events: await replayer.count(handler, range) }
      await database.transaction(async tx => {
        const replay = { id, handler, range, perSecond, createdBy: principalKey(principal), createdAt: now }
        const data = { handler, range, perSecond }
        if (await addReplay(within(database.raw), replay))
          await audit(tx, { action: 'replay.started', subject: id, actor: principal, data })
        database.afterCommit(() => replayer.wake())
      })
      const [replay] = await replays(within(database.raw), id)
      return { replay: replay ? shown(replay) : null, events: null }
    },

    cancel: ({ params: { replayId }, principal }) =>
      database.transaction(async tx => {
        if (!(await cancelReplay(within(database.raw), replayId, clock.now()))) throw new ReplayNotFound()
        await audit(tx, { action: 'replay.canceled', subject: replayId, actor: principal })
      }),
  })

/** What happens from now on comes to the handler anyway, and would never let a replay end. */
const justAfter = (now: Date) => new Date(now.getTime() + 1).toISOString()

/** @throws ReplayNotPossible */
function replayerOf(carried: OperationParts['carried']): Replayer {
  if (carried?.replayer) return carried.replayer
  const name = carried?.transport.name ?? 'nothing that is connected'
  throw new ReplayNotPossible(`Events are carried by ${name}, which cannot be read again.`)
}

function shown({ createdAt, endedAt, ...replay }: Row): Replay {
  return { ...replay, createdAt: createdAt.toISOString(), endedAt: endedAt?.toISOString() ?? null }
}
