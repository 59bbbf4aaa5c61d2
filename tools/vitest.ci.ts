import { mergeConfig } from 'vitest/config'
import { base } from '../vitest.config.js'

// Whole runs of .ci/run, which take too long for `npm test`. Run from the repository's root.
export default mergeConfig(base, { test: { name: 'ci', include: ['tools/ci/*.integration.test.mjs'] } })
