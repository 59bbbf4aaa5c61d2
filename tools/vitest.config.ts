import { mergeConfig } from 'vitest/config'
import { base } from '../vitest.config.js'

export default mergeConfig(base, {
  test: { name: 'tools', root: import.meta.dirname, include: ['**/*.test.mjs'] },
})
