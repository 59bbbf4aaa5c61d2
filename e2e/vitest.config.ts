import { mergeConfig } from 'vitest/config'
import { base } from '../vitest.config.js'

export default mergeConfig(base, {
  // Each file runs a platform of its own; two cores carry one at a time.
  test: { fileParallelism: false, testTimeout: 60_000, hookTimeout: 120_000, exclude: ['attack/**'] },
})
