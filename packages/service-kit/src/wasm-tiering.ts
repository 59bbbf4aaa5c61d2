import { setFlagsFromString } from 'node:v8'

/**
 * How much of a WebAssembly function has to have run, in bytes of its code, before V8 optimizes it. V8's own 1.8 million
 * are reached by whatever parses a schema or the first answers, once, at the start: that took half a second of processor
 * time and 70 MiB in every service, for code that was not needed again. What is hot passes this within a second of load.
 */
const BUDGET = 100_000_000

/** Has WebAssembly modules that are compiled from now on optimized where they are hot, rather than where they started. */
export function optimizeWasmWhereHot(): void {
  setFlagsFromString(`--wasm-tiering-budget=${BUDGET}`)
}
