import { defineConfig, env } from '@azora/service-kit'
import * as z from 'zod'

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Everything this service reads from its environment, beside what the kit reads for every service. */
export const config = defineConfig({
  databaseUrl: env.secret('DATABASE_URL', z.url(), { about: 'the PostgreSQL database of the service' }),
  routesFile: env('AZORA_ROUTES', z.string().min(1).default('.azora/routes.json'), {
    about: 'the route table, followed as it changes: which services run, and where',
  }),
  intentModelUrl: env(
    'INTENT_MODEL_URL',
    z
      .url({ protocol: /^https?$/ })
      .refine(isPrivate, 'expected https, or http on this machine')
      .optional(),
    {
      about:
        "where a model is asked what somebody wants who uses none of the phrases: the address of OpenAI's chat completions, or of whoever answers like them; without it phrases alone are understood",
    },
  ),
  intentModel: env('INTENT_MODEL', z.string().min(1).default('gpt-4o-mini'), {
    about: 'the name of that model',
  }),
  intentModelKey: env.secret('INTENT_MODEL_KEY', z.string().min(1).optional(), {
    about: 'the key it is asked with',
  }),
  intentModelTimeoutMs: env('INTENT_MODEL_TIMEOUT_MS', z.int().min(1).max(10_000).default(3_000), {
    about: 'how long it may take to answer; then the phrases decide',
  }),
  intentModelCallsPerHour: env('INTENT_MODEL_CALLS_PER_HOUR', z.int().min(0).default(600), {
    about: 'how often one process asks it in an hour, at most',
  }),
})

/** What people say goes over no wire in the clear. */
function isPrivate(address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || LOCAL.has(hostname)
}
