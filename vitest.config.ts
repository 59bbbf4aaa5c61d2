import { configDefaults, defineConfig } from 'vitest/config'

/**
 * The report `npm test` adds up, named after the script that runs: `reports/test.json`. None when vitest is called by hand.
 */
const script = process.env['npm_lifecycle_event'] ?? ''
const report = /^test(:|$)/.test(script) ? `reports/${script.replaceAll(':', '-')}.json` : undefined

// Without Vite's 'module': what it names in some packages (OpenTelemetry's, say) is meant for bundlers and does not load in Node.
const conditions = ['@azora/source', 'node', 'development|production']

/** The configuration every package extends by `mergeConfig`. Sources are tested as they stand: nothing is built first. */
export const base = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // Where global set-up files are loaded.
  environments: { __vitest__: { resolve: { conditions } } },
  test: {
    exclude: [...configDefaults.exclude, '**/*.integration.test.ts'],
    passWithNoTests: false,
    // A test waits for facts, so this is no measure of speed: it only ends what would never end, on a busy machine too.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Nor is this: Vitest's second is over before a busy machine has looked up.
    expect: { poll: { timeout: 15_000, interval: 20 } },
    restoreMocks: true,
    unstubEnvs: true,
    ...(report ? { reporters: ['default', ['json', { outputFile: report }]] } : {}),
  },
})

export default base
