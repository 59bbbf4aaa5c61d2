import * as z from 'zod'

/** One failure of a handler, as it is kept with the event. */
export const Failure = z
  .object({
    at: z.iso.datetime(),
    attempt: z.int(),
    errors: z
      .array(z.object({ name: z.string(), message: z.string(), code: z.string().optional() }))
      .describe('The error and what caused it, outermost first.'),
    stack: z.string().optional(),
  })
  .meta({ id: 'EventFailure' })
