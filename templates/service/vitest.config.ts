import { mergeConfig } from 'vitest/config'
import { base } from '../../vitest.config.js'

export default mergeConfig(base, {
  test: {
    globalSetup: ['../../tools/vitest-postgres.ts'],
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
