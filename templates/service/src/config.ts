import { defineConfig, env } from '@azora/service-kit'
import * as z from 'zod'

/** Everything this service reads from its environment, beside what the kit reads for every service. */
export const config = defineConfig({
  databaseUrl: env.secret('DATABASE_URL', z.url(), { about: 'the PostgreSQL database of the service' }),
})
