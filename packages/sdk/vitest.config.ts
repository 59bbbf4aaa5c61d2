import { mergeConfig } from 'vitest/config'
import { base } from '../../vitest.config.js'

export default mergeConfig(base, {
  test: {
    isolate: false,
    // Editors and bundlers are started by some tests.
    testTimeout: 60_000,
    typecheck: {
      enabled: true,
      include: ['src/**/*.test-d.ts', 'test/**/*.test-d.ts'],
      tsconfig: './tsconfig.test-d.json',
    },
  },
})
