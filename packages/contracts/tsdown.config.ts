import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: [
    'src/{index,openapi,asyncapi,compatibility,platform,platform-text,problem,problems}.ts',
    // What the kit serves in every service with events.
    'src/operations/operations.ts',
    // The contract of each service, and its problems apart: those need no zod.
    'src/*/{index,problems}.ts',
  ],
  format: ['esm', 'cjs'],
  platform: 'neutral',
  dts: true,
  fixedExtension: false,
})
