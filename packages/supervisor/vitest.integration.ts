import { mergeConfig } from 'vitest/config'
import { base } from '../../vitest.config.js'

const merged = mergeConfig(base, { test: { testTimeout: 60_000, hookTimeout: 60_000 } })

/** Whole platforms with their own PostgreSQL, started and killed: one file after another, for each uses all there is. */
export default {
  ...merged,
  test: { ...merged.test, include: ['test/**/*.integration.test.ts'], exclude: [], fileParallelism: false },
}
