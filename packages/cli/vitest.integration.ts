import { mergeConfig } from 'vitest/config'
import { base } from '../../vitest.config.js'

const merged = mergeConfig(base, { test: { testTimeout: 60_000, hookTimeout: 60_000 } })

export default {
  ...merged,
  test: { ...merged.test, include: ['**/*.integration.test.ts'], exclude: ['**/node_modules/**'] },
}
