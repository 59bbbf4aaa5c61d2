import { defineConfig } from 'tsdown'

const shared = { platform: 'node', dts: true, fixedExtension: false } as const

export default defineConfig([
  { ...shared, entry: ['src/index.ts'], format: ['esm', 'cjs'] },
  // The process of its own that keeps a platform: run, never required.
  { ...shared, entry: ['src/host.ts'], format: 'esm', clean: false },
])
