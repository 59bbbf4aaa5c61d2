import { event } from '@azora/contracts'
import * as z from 'zod'

/** The event a service publishes when it is tried: the n-th of its key, from 1. */
export const probeEvent = (service: string) =>
  event(`probe.sent.${service}`, {
    summary: 'A trial event was published',
    data: z.object({ run: z.uuid(), key: z.string(), n: z.int().positive() }),
    subject: ({ key }) => key,
  })
