import { configDefaults, defineConfig } from 'vitest/config'

const conditions = ['@azora/source']

/** The configuration every package extends by `mergeConfig`. Sources are tested as they stand: nothing is built first. */
export const base = defineConfig({
  resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] },
  ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
  test: {
    exclude: [...configDefaults.exclude, '**/*.integration.test.ts'],
    passWithNoTests: false,
    restoreMocks: true,
  },
})

export default base
