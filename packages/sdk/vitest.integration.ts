import { mergeConfig } from 'vitest/config'
import { base } from '../../vitest.config.js'

const integration = mergeConfig(base, { test: { testTimeout: 60_000, hookTimeout: 300_000 } })
integration.test = {
  ...integration.test,
  include: ['test/**/*.integration.test.ts'],
  exclude: ['**/node_modules/**'],
}

export default integration
