import { setImmediate as immediate } from 'node:timers/promises'
import { DeadlineExceeded, ServiceUnavailable } from '@azora/contracts'
import { RetryBudget } from '@azora/sdk/runtime'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { bulkhead } from './bulkhead.js'
import { type CircuitState, circuitBreaker } from './circuit-breaker.js'
import { compose } from './policy.js'
import { retry } from './retry.js'
import { timeout } from './timeout.js'

/** Work that fails so often, then gives the number of its run. */
function failing(times: number, error: Error = new Error('down')) {
  let runs = 0
  return {
    runs: () => runs,
    work: async () => {
      if (++runs <= times) throw error
      return runs
    },
  }
}

const always = { retryable: () => true, firstPauseMs: 0 }

describe('a timeout', () => {
  test('passes on what is done in time', async () => {
    expect(await timeout(1_000).execute(async () => 'done')).toBe('done')
  })

  test('ends what is not, even if it does not listen', async () => {
    const seen: AbortSignal[] = []
    const deaf = timeout(5).execute(signal => {
      seen.push(signal)
      return new Promise(() => undefined)
    })
    await expect(deaf).rejects.toBeInstanceOf(DeadlineExceeded)
    expect(seen[0]?.aborted).toBe(true)
  })

  test('may be waited for by any number whom nobody aborts', async () => {
    const warnings: Error[] = []
    const warned = (warning: Error) => warnings.push(warning)
    process.on('warning', warned)
    await Promise.all(Array.from({ length: 20 }, () => timeout(60_000).execute(() => immediate())))
    // A warning is told in the turn after.
    await immediate()
    process.off('warning', warned)
    expect(warnings.filter(({ name }) => name === 'MaxListenersExceededWarning')).toEqual([])
  })

  test('ends with the signal around it', async () => {
    const outer = new AbortController()
    const work = timeout(60_000).execute(() => new Promise(() => undefined), outer.signal)
    outer.abort(new Error('hung up'))
    await expect(work).rejects.toThrow('hung up')
  })
})

describe('a retry', () => {
  test('runs again until it succeeds or has had its attempts', async () => {
    expect(await retry(always).execute(failing(2).work)).toBe(3)
    const hopeless = failing(9)
    await expect(retry(always).execute(hopeless.work)).rejects.toThrow('down')
    expect(hopeless.runs()).toBe(3)
  })

  test('leaves alone what must not be repeated', async () => {
    const it = failing(1)
    await expect(retry({ retryable: () => false }).execute(it.work)).rejects.toThrow('down')
    expect(it.runs()).toBe(1)
  })

  test('pauses by chance below a doubling ceiling, and as long as it is asked to', async () => {
    const pauses: number[] = []
    const policy = retry({
      ...always,
      attempts: 4,
      firstPauseMs: 4,
      longestPauseMs: 8,
      random: () => 0.5,
      retryAfterMs: () => 1,
      onRetry: ({ pauseMs }) => pauses.push(pauseMs),
    })
    await policy.execute(failing(3).work)
    expect(pauses).toEqual([3, 5, 5])
  })

  test('stops when the budget all callers share is spent, and earns it back by calls', async () => {
    const policy = retry({ ...always, budget: new RetryBudget({ reserve: 2, share: 0.5 }) })
    const first = failing(9)
    const second = failing(9)
    await policy.execute(first.work).catch(() => undefined)
    await policy.execute(second.work).catch(() => undefined)
    expect([first.runs(), second.runs()]).toEqual([3, 1])
    await policy.execute(async () => 'well')
    expect(await policy.execute(failing(1).work)).toBe(2)
  })

  test('ends a pause when it is aborted', async () => {
    const outer = new AbortController()
    const policy = retry({
      ...always,
      firstPauseMs: 60_000,
      longestPauseMs: 60_000,
      random: () => 1,
      onRetry: () => outer.abort(),
    })
    await expect(policy.execute(failing(1).work, outer.signal)).rejects.toThrow('aborted')
  })
})

describe('a bulkhead', () => {
  test('runs so much at once, lets so much wait, and refuses the rest', async () => {
    const policy = bulkhead({ capacity: 2, queue: 1 })
    const finish: (() => void)[] = []
    const work = () => policy.execute(() => new Promise<void>(resolve => finish.push(resolve)))
    const accepted = [work(), work(), work()]
    const refused = await work().catch((error: unknown) => error)

    expect([policy.running, policy.waiting]).toEqual([2, 1])
    expect(refused).toMatchObject({ code: 'service-unavailable', headers: { 'retry-after': '1' } })
    await vi.waitFor(() => {
      for (const end of finish.splice(0)) end()
      expect([policy.running, policy.waiting]).toEqual([0, 0])
    })
    await Promise.all(accepted)
  })

  test('gives a place back when the work fails, and a place in the queue when it is aborted', async () => {
    const policy = bulkhead({ capacity: 1, queue: 1 })
    const outer = new AbortController()
    let finish: () => void = () => undefined
    const first = policy.execute(
      () => new Promise<void>((_, reject) => (finish = () => reject(new Error('no')))),
    )
    const second = policy.execute(async () => 'second', outer.signal)
    outer.abort(new Error('left'))
    await expect(second).rejects.toThrow('left')
    const third = policy.execute(async () => 'third')
    finish()
    await expect(first).rejects.toThrow('no')
    expect(await third).toBe('third')
  })
})

describe('a circuit breaker', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /** A breaker that has just opened, and the states it went through. */
  async function opened(isFailure?: (error: unknown) => boolean) {
    const states: CircuitState[] = []
    const breaker = circuitBreaker({
      name: 'auth',
      leastCalls: 4,
      openMs: 1_000,
      isFailure,
      onState: state => states.push(state),
    })
    for (let call = 0; call < 4; call++) await breaker.execute(failing(1).work).catch(() => undefined)
    return { breaker, states }
  }

  test('opens when too many calls fail, and refuses without asking', async () => {
    const { breaker } = await opened()
    const it = failing(0)
    const refused = await breaker.execute(it.work).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'service-unavailable', headers: { 'retry-after': '1' } })
    expect(refused).toBeInstanceOf(ServiceUnavailable)
    expect([breaker.state, it.runs()]).toEqual(['open', 0])
    breaker[Symbol.dispose]()
  })

  test('lets one of many through after a while, and closes when that one succeeds', async () => {
    const { breaker, states } = await opened()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(breaker.state).toBe('half-open')
    const it = failing(0)
    const answers = await Promise.allSettled([1, 2, 3].map(() => breaker.execute(it.work)))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect([breaker.state, it.runs()]).toEqual(['closed', 1])
    expect(states).toEqual(['open', 'half-open', 'closed'])
    breaker[Symbol.dispose]()
  })

  test('opens again when that one fails', async () => {
    const { breaker } = await opened()
    await vi.advanceTimersByTimeAsync(1_000)
    await breaker.execute(failing(1).work).catch(() => undefined)
    expect(breaker.state).toBe('open')
    breaker[Symbol.dispose]()
  })

  test('is not opened by what only the request is to blame for, and passes it on', async () => {
    const { breaker } = await opened(() => false)
    await expect(breaker.execute(failing(1).work)).rejects.toThrow('down')
    expect(breaker.state).toBe('closed')
    breaker[Symbol.dispose]()
  })

  test('leaves the options it was given as they were', () => {
    const options = Object.freeze({ name: 'auth', openMs: 1 })
    expect(() => circuitBreaker(options)[Symbol.dispose]()).not.toThrow()
  })
})

test('composed policies work from the outside in', async () => {
  const it = failing(2)
  const policy = compose(retry(always), timeout(1_000), bulkhead({ capacity: 1 }))
  expect(await policy.execute(it.work)).toBe(3)
})
