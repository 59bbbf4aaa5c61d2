import * as z from 'zod'

const Fault = z.object({
  kind: z
    .enum(['lost', 'duplicate', 'disorder', 'unknown'])
    .describe('Without effect; with one too many; handled after a later one; never committed.'),
  id: z.uuid().describe('Of the event.'),
  key: z.string(),
  n: z.int().describe('Which of its key it is, from 1.'),
  publishedBy: z.string(),
  handledBy: z.string(),
})

/** What `azora chaos --json` prints. */
export const ChaosDocument = z.object({
  transport: z.string().describe('What carried the events: `postgresql`, `redis` …'),
  seconds: z.int().describe('How long events were published and processes killed.'),
  seed: z.int().describe('The same seed kills alike.'),
  events: z.int().describe('How many were to be published.'),
  committed: z.int().describe('Events whose publishing transaction was committed, by distinct ids.'),
  handled: z.int().describe('How many of them had an effect that was committed.'),
  lost: z.int().describe('Committed, and without effect.'),
  duplicateEffects: z.int().describe('Effects beyond the first of an event.'),
  orderBreaks: z.int().describe('Events handled after a later one of their key.'),
  unknownEffects: z.int().describe('Effects of events that were never committed.'),
  firstFaults: z.array(Fault).describe('The first ten of each kind, for each pair of services.'),
  kills: z.array(
    z.object({
      at: z.iso.datetime(),
      target: z.string().describe('A service, `broker` or `database`.'),
      pid: z.int(),
    }),
  ),
  drained: z.boolean().describe('Whether everything had come to rest when it was looked at.'),
  drainedInMs: z.int().nullable().describe('From the last kill to the last effect.'),
  services: z.array(z.object({ name: z.string(), handledBy: z.string(), committed: z.int() })),
  notes: z.array(z.string()).describe('What could not be tried, and why.'),
})
export type ChaosDocument = z.infer<typeof ChaosDocument>
