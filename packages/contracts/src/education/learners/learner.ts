import * as z from 'zod'

/** Somebody who may learn: prepared when their account is opened. */
export const Learner = z.object({ id: z.uuid(), registeredAt: z.iso.datetime() }).meta({ id: 'Learner' })
export type Learner = z.infer<typeof Learner>
