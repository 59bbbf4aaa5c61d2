import * as z from 'zod'
import { PageQuery, page } from '../page.js'
import { route } from '../route.js'
import { line } from '../text.js'
import { IntentNotFound, IntentNotWaiting } from './problems.js'

/** What somebody wants, in their own words. */
export const IntentText = line(1_000)

/**
 * `not-understood`: nothing is done. `needs-confirmation`: a plan is shown and nothing is done yet. `refused`: who asked may not do it.
 * `running`: it was confirmed and is being done. `done` and `failed`: it was done, or tried. `canceled` and `expired`: it will not be.
 */
export const IntentState = z.enum([
  'not-understood',
  'needs-confirmation',
  'refused',
  'running',
  'done',
  'failed',
  'canceled',
  'expired',
])
export type IntentState = z.infer<typeof IntentState>

/** The one command that was understood: exactly what is sent once it is confirmed. */
export const IntentPlan = z
  .object({
    operation: z.string().describe('`education.enrollments.enroll`'),
    summary: z.string(),
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    path: z.string().describe('As the gateway serves it, its parameters in braces.'),
    access: z.string().describe('Who may call it.'),
    changes: z.boolean().describe('Whether it changes anything: then it is confirmed first.'),
    slots: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .describe('What fills its fields; each stands in what was said.'),
  })
  .meta({ id: 'IntentPlan' })
export type IntentPlan = z.infer<typeof IntentPlan>

/** What was wrong with a field of what was asked for. */
export const IntentFault = z.object({ slot: z.string(), message: z.string() }).meta({ id: 'IntentFault' })
export type IntentFault = z.infer<typeof IntentFault>

/** What somebody has asked for, and what became of it. */
export const Intent = z
  .object({
    id: z.uuid(),
    text: z.string().describe('What was said, without characters that nobody sees.'),
    state: IntentState,
    reason: z
      .string()
      .nullable()
      .describe('Why it is in that state, in words; null if there is nothing to say.'),
    confidence: z.number().min(0).max(1).describe('How sure it is that this was meant.'),
    understoodBy: z.enum(['phrases', 'model']).nullable().describe('Null if it was not.'),
    plan: IntentPlan.nullable(),
    faults: z
      .array(IntentFault)
      .describe('What is missing or wrong, field by field, where that was all that is.'),
    suggestions: z.array(z.string()).describe('What you could say instead.'),
    result: z
      .unknown()
      .describe(
        'What the command answered. It is not kept: only the answer to who had it run has it, else null.',
      ),
    problem: z
      .object({ code: z.string(), status: z.int(), title: z.string(), detail: z.string().nullable() })
      .nullable()
      .describe('Why the command failed.'),
    requestId: z.string().nullable().describe('Of the command, in logs and traces.'),
    transactionId: z.string().nullable().describe('Of what it moved, where the command says so.'),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso
      .datetime()
      .nullable()
      .describe('Until when it can be confirmed; null if it need not be.'),
    endedAt: z.iso.datetime().nullable().describe('When it was done, failed or was canceled.'),
  })
  .meta({ id: 'Intent' })
export type Intent = z.infer<typeof Intent>

/** Each may ask a model, which costs money. */
const rateLimit = { limit: 30, windowSeconds: 60 }
/** Longer than what it has done may take. */
const timeoutMs = 20_000

export const intents = {
  ask: route.post('/intents', {
    summary: 'Ask for something in words',
    description:
      'One operation is looked for that says in its contract how people ask for it. What only reads is done at once if it is sure enough; ' +
      'what changes anything waits for `confirm`. It is done in your name: what you may not do it may not.',
    access: 'user',
    body: z.strictObject({ text: IntentText }),
    returns: Intent,
    status: 201,
    rateLimit,
    timeoutMs,
  }),
  list: route.get('/intents', {
    summary: 'List what you have asked for in words, newest first',
    access: 'user',
    query: PageQuery,
    returns: page(Intent),
  }),
  get: route.get('/intents/{intentId}', {
    summary: 'Get what you have asked for in words',
    access: 'user',
    returns: Intent,
    problems: [IntentNotFound],
  }),
  confirm: route.post('/intents/{intentId}/confirm', {
    summary: 'Have done what was shown to you',
    description: 'Once: exactly the plan that was shown, within ten minutes of it.',
    access: 'user',
    returns: Intent,
    timeoutMs,
    problems: [IntentNotFound, IntentNotWaiting],
  }),
  cancel: route.post('/intents/{intentId}/cancel', {
    summary: 'Leave it',
    access: 'user',
    returns: Intent,
    problems: [IntentNotFound, IntentNotWaiting],
  }),
}
