import { mergeConfig } from 'vitest/config'
import { base } from '../../vitest.config.js'

const merged = mergeConfig(base, { test: { testTimeout: 120_000, hookTimeout: 180_000 } })

/** Whole platforms, driven by the command line: one file after another, for each uses all there is. */
export default {
  ...merged,
  test: { ...merged.test, include: ['test/**/*.integration.test.ts'], exclude: [], fileParallelism: false },
}
