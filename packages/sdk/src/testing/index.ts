export type { AnsweredCall, Answering, Answers, Trouble } from './answers.js'
export { type MemoryOptions, MemoryPlatform, memoryPlatform, type RecordedCall } from './memory-platform.js'
