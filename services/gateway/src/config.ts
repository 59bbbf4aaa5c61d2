import { defineConfig, env } from '@azora/service-kit'
import * as z from 'zod'

export const config = defineConfig({
  routesFile: env('AZORA_ROUTES', z.string().min(1).default('.azora/routes.json'), {
    about: 'the route table, followed as it changes: what runs where and what it answers to',
  }),
  upstreamCapacity: env('UPSTREAM_CAPACITY', z.int().min(1).max(100_000).default(512), {
    about: 'requests that may be under way to one service at a time; more get 503',
  }),
  holdCapacity: env('HOLD_CAPACITY', z.int().min(0).max(100_000).default(2_000), {
    about: 'requests that may wait for one service while it restarts; more get 503',
  }),
  holdMs: env('HOLD_MS', z.int().min(0).max(600_000).default(10_000), {
    about: 'how long a request may wait for its service to come back; its own deadline ends it too',
  }),
})
