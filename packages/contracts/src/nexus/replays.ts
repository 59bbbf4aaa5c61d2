import * as z from 'zod'
import { NewReplay, Replay, ReplayAnswer } from '../operations/replays.js'
import { route } from '../route.js'
import { HandlerNotFound, ReplayNotFound, ReplayNotPossible, ServiceNotReached } from './problems.js'
import { silent } from './silence.js'

/** A replay with the service whose handler it is for. */
export const ServiceReplay = Replay.extend({ service: z.string() }).meta({ id: 'ServiceReplay' })

export const replays = {
  list: route.get('/replays', {
    summary: 'List the replays of all services, the newest first',
    access: 'permission:event:read',
    returns: z.object({ replays: z.array(ServiceReplay), silent }),
  }),
  start: route.post('/replays', {
    summary: 'Hand events that are kept to a handler once more',
    access: 'permission:event:operate',
    body: NewReplay,
    returns: ReplayAnswer.extend({ service: z.string() }),
    problems: [HandlerNotFound, ReplayNotPossible, ServiceNotReached],
    timeoutMs: 60_000,
  }),
  cancel: route.post('/replays/{replayId}/cancel', {
    summary: 'End a replay where it is',
    access: 'permission:event:operate',
    problems: [ReplayNotFound, ServiceNotReached],
  }),
}
