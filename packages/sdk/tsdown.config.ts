import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: [
    'src/{index,client,feed,runtime,validate}.ts',
    'src/{generate,testing}/index.ts',
    // The client of each service apart, so that an app takes what it uses.
    'src/generated/*.ts',
    '!src/**/*.test-d.ts',
  ],
  format: ['esm', 'cjs'],
  platform: 'neutral',
  dts: true,
  fixedExtension: false,
})
