export { isProblem, Problem, type ProblemClass, type ProblemDocument } from '@azora/contracts/problem'
export * from '@azora/contracts/problems'
export { Azora, type AzoraOptions } from './azora.js'
export type { Answer, CallPromise } from './runtime/call-promise.js'
export type { CircuitOptions } from './runtime/circuit.js'
export {
  type CallEvent,
  type CallLogger,
  type Hooks,
  type IncomingAnswer,
  logTo,
  type OutgoingRequest,
} from './runtime/events.js'
export {
  AttemptTimedOut,
  CallAborted,
  CallFailed,
  CallTimedOut,
  CircuitOpen,
  ConnectionFailed,
  type FailureCode,
  isCallFailed,
  NotConfigured,
  UnreadableAnswer,
} from './runtime/failures.js'
export type { Adapter, ClientOptions, RequestOptions } from './runtime/options.js'
export type { PagePromise } from './runtime/page-promise.js'
export type { RetryBudgetOptions } from './runtime/retry-budget.js'
export { systemTime, type Time } from './runtime/time.js'
export type { TokenSource } from './runtime/tokens.js'
export { type KeptSession, memorySession, type SessionStore } from './session/session-store.js'
