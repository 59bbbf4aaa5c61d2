import { mergeConfig } from 'vitest/config'
import { base } from '../../vitest.config.js'

export default mergeConfig(base, {
  test: {
    isolate: false,
    typecheck: { enabled: true, include: ['src/**/*.test-d.ts'], tsconfig: './tsconfig.test-d.json' },
  },
})
