import * as z from 'zod'
import { route } from '../route.js'
import { filled } from '../text.js'
import { HandlerNotFound, ReplayNotFound, ReplayNotPossible } from './problems.js'

/** Which events are handed over again; what is left out does not matter. */
export const ReplayRange = z.object({
  from: z.iso.datetime().optional().describe('those that happened at this time or later'),
  to: z.iso.datetime().optional().describe('those that happened before it; default: now'),
  type: filled(200).optional().describe('only events of this type'),
  key: filled(500).optional().describe('only events of this key'),
  ids: z.array(z.uuid()).min(1).max(1_000).optional().describe('these and no others'),
})

/** Events that are handed to one handler again, each once. */
export const Replay = z
  .object({
    id: z.uuid(),
    handler: z.string(),
    range: ReplayRange,
    perSecond: z.int(),
    state: z.enum(['running', 'done', 'canceled']),
    replayed: z.int().describe('How many events have been handed over.'),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Replay' })
export type Replay = z.infer<typeof Replay>

/** What is to be replayed, to whom, and how fast. */
export const NewReplay = ReplayRange.extend({
  id: z.uuid().optional().describe('of the replay: asked for twice under one id it is one replay'),
  handler: filled(200).describe('the handler the events are handed to, and no other'),
  perSecond: z.int().min(1).max(10_000).default(100).describe('how many are handed over within a second'),
  dryRun: z.boolean().default(false).describe('only say how many it would be'),
})

/** The replay, or how many events it would be. */
export const ReplayAnswer = z.object({
  replay: Replay.nullable().describe('Null for a dry run.'),
  events: z.int().nullable().describe('How many it would be; null unless it is a dry run.'),
})
export type ReplayAnswer = z.infer<typeof ReplayAnswer>

export const replays = {
  list: route.get('/operations/replays', {
    summary: 'List replays, the newest first',
    access: 'permission:event:read',
    returns: z.object({ replays: z.array(Replay) }),
  }),
  start: route.post('/operations/replays', {
    summary: 'Hand events that are kept to a handler once more',
    description:
      'Each once for this replay, whoever dies meanwhile, although the handler has had it before. Those that fail wait, and ' +
      'become dead letters, under the name of the handler with the id of the replay.',
    access: 'permission:event:operate',
    body: NewReplay,
    returns: ReplayAnswer,
    problems: [HandlerNotFound, ReplayNotPossible],
    timeoutMs: 60_000,
  }),
  cancel: route.post('/operations/replays/{replayId}/cancel', {
    summary: 'End a replay where it is',
    access: 'permission:event:operate',
    problems: [ReplayNotFound],
  }),
}
