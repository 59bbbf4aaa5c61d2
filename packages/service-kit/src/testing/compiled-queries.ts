/** A span as Prisma names it. */
interface PrismaSpan {
  name: string
  attributes?: { models?: readonly string[]; actions?: readonly string[] }
}

/** What Prisma asks of whoever traces it, looked up anew for each span. */
interface TracingHelper {
  isEnabled(): boolean
  getTraceParent(): string
  dispatchEngineSpans(): void
  getActiveContext(): undefined
  runInChildSpan<Result>(span: string | PrismaSpan, work: () => Result): Result
}

declare global {
  var PRISMA_INSTRUMENTATION: { helper: TracingHelper } | undefined
}

/** The queries that Prisma has compiled since they were last asked for: `Course.createOne`. */
export interface CompiledQueries extends Disposable {
  taken(): string[]
}

/**
 * Watches Prisma compile queries, in the whole process, until it is disposed of. Prisma compiles a query once for each form it
 * has, keeps a thousand forms, and takes what it cannot make a parameter of (a time that is given as text, say) for part of
 * the form: such a query is compiled each time, and fills the memory. What was done before must compile nothing.
 *
 * `createMany` is not watched: Prisma compiles it each time, and keeps nothing of it.
 *
 * @example
 * using compiled = compiledQueries()
 * await make(); compiled.taken()
 * await make(); expect(compiled.taken()).toEqual([])
 */
export function compiledQueries(): CompiledQueries {
  let compiled: string[] = []
  const helper: TracingHelper = {
    isEnabled: () => false,
    // Not sampled.
    getTraceParent: () => '00-10-10-00',
    dispatchEngineSpans() {},
    getActiveContext: () => undefined,
    runInChildSpan(span, work) {
      if (typeof span !== 'string' && span.name === 'compile') compiled.push(...kept(span))
      return work()
    },
  }
  globalThis.PRISMA_INSTRUMENTATION = { helper }
  return {
    taken() {
      const taken = compiled
      compiled = []
      return taken
    },
    [Symbol.dispose]: () => {
      globalThis.PRISMA_INSTRUMENTATION = undefined
    },
  }
}

function kept({ attributes: { models = [], actions = [] } = {} }: PrismaSpan): string[] {
  return actions.flatMap((action, at) =>
    action.startsWith('createMany') ? [] : [`${models[at] ?? ''}.${action}`],
  )
}
