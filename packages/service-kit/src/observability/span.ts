import type { TraceContext } from './trace-context.js'

/** A piece of work in a trace, once it has ended. */
export interface Span {
  name: string
  kind: 'server' | 'client' | 'internal' | 'consumer'
  trace: TraceContext
  /** Milliseconds since the epoch, with fractions. */
  startedAtMs: number
  durationMs: number
  /** Whether the work failed through a fault of ours: a refused request is no failure. */
  failed: boolean
  attributes: Readonly<Record<string, string | number | boolean>>
}

/** Where spans go. Recording never waits and never fails. */
export interface SpanSink {
  record(span: Span): void
}

/** For services that keep no spans. */
export const noSpans: SpanSink & { required: false } = { required: false, record: () => {} }
