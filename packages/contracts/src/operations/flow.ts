import * as z from 'zod'
import { route } from '../route.js'

/** A handler with what waits for it. */
export const HandlerFlow = z
  .object({
    handler: z.string(),
    wants: z.array(z.string()).describe('Types and patterns of types.'),
    lag: z.int().nullable().describe('Events that have yet to reach it; null while the carrier is away.'),
    waiting: z.int().describe('Events that failed, or wait for one of their key that did.'),
    deadLetters: z.int().describe('Events it has given up.'),
  })
  .meta({ id: 'HandlerFlow' })

/** How events stand in one service. */
export const EventFlow = z
  .object({
    transport: z
      .object({
        name: z.string(),
        durability: z.enum(['broker', 'process', 'none']).describe('The death of what an event survives.'),
        competing: z.boolean().describe('Whether the instances of a service share its events.'),
        replay: z.boolean().describe('Whether what was delivered can be read again.'),
        distinct: z.boolean().describe('Whether it is there once then, however often it was sent.'),
      })
      .nullable()
      .describe('What carries its events; null if it is connected to nothing.'),
    outbox: z.object({
      unsent: z.int(),
      oldestSeconds: z.number().describe('The age of the oldest unsent event; 0 if there is none.'),
    }),
    handlers: z.array(HandlerFlow),
  })
  .meta({ id: 'EventFlow' })
export type EventFlow = z.infer<typeof EventFlow>

export const flow = {
  get: route.get('/operations/flow', {
    summary: 'Show how events stand: the outbox, the handlers and what waits for them',
    access: 'permission:event:read',
    returns: EventFlow,
  }),
}
