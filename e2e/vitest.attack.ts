import { mergeConfig } from 'vitest/config'
import { base } from '../vitest.config.js'

export default mergeConfig(base, {
  // One platform, started before the first file and attacked by all of them.
  test: {
    include: ['attack/**/*.test.ts'],
    globalSetup: ['attack/set-up.ts'],
    maxWorkers: 2,
    testTimeout: 60_000,
  },
})
