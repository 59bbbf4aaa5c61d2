/** On which side of the work a fault point is reached. */
export type Moment = 'before' | 'after'

/** What a test does where work is about to begin, or has just ended: crash, say. */
export type FaultHook = (name: string, moment: Moment) => void | Promise<void>

let hook: FaultHook | undefined

/**
 * Names a place where a process may die: every `await` of outbox, relay, transport and inbox is one, which a test sees to.
 * Without a hook it costs a comparison.
 */
export function at<Result>(name: string, work: () => PromiseLike<Result>): PromiseLike<Result> {
  return hook ? observed(name, work, hook) : work()
}

async function observed<Result>(name: string, work: () => PromiseLike<Result>, reached: FaultHook) {
  await reached(name, 'before')
  const result = await work()
  await reached(name, 'after')
  return result
}

/** For tests: does something at every fault point, until told to do nothing. */
export function onFaultPoint(reached: FaultHook | undefined): void {
  hook = reached
}
