import { defineConfig, mergeConfig } from 'vitest/config'
import { base } from '../../vitest.config.js'

export default mergeConfig(base, defineConfig({ test: { testTimeout: 30_000, hookTimeout: 30_000 } }))
