import type { Answer, CallPromise } from '@azora/sdk'
import type { DemoDocument } from '../documents/demo.js'
import { asRefusal } from '../session/refusals.js'

type Step = DemoDocument['steps'][number]

/** Who takes a step, what it is, and the operation it calls. */
export type StepName = Pick<Step, 'who' | 'what' | 'operation'>

/** Takes steps one after another, and notes the request id and the time of each. */
export class Steps {
  readonly taken: Step[] = []

  /** Calls, notes, and gives what came back. */
  async take<T>(name: StepName, call: () => CallPromise<T>): Promise<T> {
    const startedAt = performance.now()
    const { data, requestId, status }: Answer<T> = await asRefusal(() => call().withResponse())
    this.taken.push({ ...name, requestId, status, tookMs: Math.round(performance.now() - startedAt) })
    return data
  }
}
