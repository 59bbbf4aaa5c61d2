import { defineConfig, env } from '@azora/service-kit'
import * as z from 'zod'

/** Everything this service reads from its environment, beside what the kit reads for every service. */
export const config = defineConfig({
  databaseUrl: env.secret('DATABASE_URL', z.url(), { about: 'the PostgreSQL database of the service' }),
  routesFile: env('AZORA_ROUTES', z.string().min(1).default('.azora/routes.json'), {
    about: 'the route table, followed as it changes: which services run, and where',
  }),
})
