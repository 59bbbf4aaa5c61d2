import { redactText } from '../../observability/redact.js'

/** One failure of a handler, as it is kept with the event. */
export interface Failure {
  /** RFC 3339, UTC. */
  at: string
  attempt: number
  /** The error and what caused it, outermost first. */
  errors: { name: string; message: string; code?: string }[]
  /** Where the outermost was thrown. */
  stack?: string
}

const DEEPEST = 5
const LONGEST_MESSAGE = 1_000
const STACK_LINES = 8
/** Of many failures the first says how it began, the last how it stands. */
const KEPT = 10

/** What is kept of an error. */
export function failureOf(error: unknown, attempt: number, now: Date): Failure {
  const stack = error instanceof Error ? error.stack?.split('\n').slice(1, STACK_LINES).join('\n') : undefined
  return { at: now.toISOString(), attempt, errors: chainOf(error), ...(stack && { stack }) }
}

/** Earlier failures with a further one; of too many those in the middle go. */
export function withFailure(failures: readonly Failure[], failure: Failure): Failure[] {
  const [first, ...later] = [...failures, failure]
  return first ? [first, ...later.slice(1 - KEPT)] : []
}

function chainOf(error: unknown): Failure['errors'] {
  const chain: Failure['errors'] = []
  for (let next = error; next !== undefined && chain.length < DEEPEST; next = causeOf(next)) {
    chain.push(brief(next))
  }
  return chain
}

const causeOf = (error: unknown) => (error instanceof Error ? error.cause : undefined)

function brief(error: unknown): Failure['errors'][number] {
  if (!(error instanceof Error)) return { name: 'NotAnError', message: textOf(String(error)) }
  const code: unknown = Reflect.get(error, 'code')
  return {
    name: error.name,
    message: textOf(error.message),
    ...(typeof code === 'string' && { code }),
  }
}

const textOf = (message: string) => redactText(message).slice(0, LONGEST_MESSAGE)
