import { mergeConfig } from 'vitest/config'
import { base } from '../../vitest.config.js'

export default mergeConfig(base, { test: { isolate: false, testTimeout: 20_000 } })
