/**
 * How a saga stands. `waiting` is for a reply, `compensating` has turned around, `stuck` wants somebody to look: its reason
 * says why, and what may succeed by itself is tried on.
 */
export type SagaState = 'running' | 'waiting' | 'compensating' | 'completed' | 'compensated' | 'stuck'

/** How a step that was begun stands. `running` says that it was tried and nobody knows yet what became of that. */
export type StepState = 'running' | 'awaiting' | 'done' | 'refused' | 'compensated'
