import { mergeConfig } from 'vitest/config'
import { base } from '../vitest.config.js'

// Run from the repository's root, where its report goes.
export default mergeConfig(base, {
  test: { name: 'tools', include: ['tools/**/*.test.mjs'], exclude: ['tools/**/*.integration.test.mjs'] },
})
