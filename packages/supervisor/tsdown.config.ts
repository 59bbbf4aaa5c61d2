import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/host.ts'],
  format: ['esm', 'cjs'],
  platform: 'node',
  dts: true,
  fixedExtension: false,
})
