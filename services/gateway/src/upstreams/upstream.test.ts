import { NoHealthyUpstream, UpstreamBusy, UpstreamFailing } from '@azora/contracts'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { closedPort, rawServer } from '../../test/fixture-servers.js'
import type { Cancellation } from '../proxy/exchange.js'
import type { Ending, Instance } from './replica.js'
import { type Place, Upstream, type UpstreamOptions } from './upstream.js'
import type { Cancelable } from './waiting-room.js'

const instance = (n: number, more: Partial<Instance> = {}): Instance => ({
  id: `education-${n}`,
  url: `http://127.0.0.1:${n}`,
  pid: n,
  ready: true,
  ...more,
})

function upstreamOf(count: number, options: UpstreamOptions = {}) {
  const upstream = new Upstream('education', { now: () => 0, capacity: 2, ...options })
  upstream.follow(Array.from({ length: count }, (_, at) => instance(at + 1)))
  return upstream
}

/** Somebody who wants a place, until told why not any more. */
function somebody() {
  let act: (why: Cancellation) => void = () => undefined
  const exchange: Cancelable = { onCancel: given => (act = given) }
  return { exchange, cancel: (why: Cancellation) => act(why) }
}

/** Takes a place that is to be had at once. */
function placeIn(upstream: Upstream): Place {
  const place = upstream.enter(somebody())
  if (place instanceof Promise) throw new Error('there is no place at once')
  return place
}

function judge(upstream: Upstream, at: number, endings: readonly Ending[]) {
  const replica = upstream.replicas[at]!
  for (const ending of endings) replica.enter()(ending, 0)
  return replica
}

const failures = (times: number): Ending[] => Array<Ending>(times).fill('failure')

describe('balancing', () => {
  test('prefers the less busy of two, and spreads evenly otherwise', () => {
    const upstream = upstreamOf(3)
    for (let n = 0; n < 300; n++) upstream.choose()!.inFlight += 1

    const loads = upstream.replicas.map(replica => replica.inFlight)
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThan(10)
  })

  test('passes over replicas that are not ready', () => {
    const upstream = upstreamOf(0)
    upstream.follow([instance(1, { ready: false }), instance(2)])

    expect(Array.from({ length: 20 }, () => upstream.choose()?.id)).not.toContain('education-1')
  })
})

describe('a replica that fails', () => {
  test('is ejected alone: the others go on', () => {
    const upstream = upstreamOf(2)
    judge(upstream, 0, failures(5))

    expect(Array.from({ length: 20 }, () => upstream.choose()?.id)).not.toContain('education-1')
    expect(placeIn(upstream).replica.id).toBe('education-2')
  })

  test('is not ejected while successes come between', () => {
    const upstream = upstreamOf(1)
    judge(upstream, 0, [...failures(4), 'success', ...failures(4)])

    expect(placeIn(upstream).replica.id).toBe('education-1')
  })

  test('that refuses connections has not failed, and is passed over', () => {
    const upstream = upstreamOf(2)
    const replica = judge(upstream, 0, ['refused'])

    expect(replica.circuit.state).toBe('closed')
    expect(Array.from({ length: 20 }, () => upstream.choose()?.id)).not.toContain('education-1')
  })

  test('by dying takes many requests along, and has failed once', () => {
    const upstream = upstreamOf(1)
    const replica = upstream.replicas[0]!
    const underWay = Array.from({ length: 20 }, () => replica.enter())
    for (const end of underWay) end('lost', 0)

    expect(replica.circuit.state).toBe('closed')
  })

  test('by breaking one connection after another is ejected', () => {
    const replica = judge(upstreamOf(1), 0, Array<Ending>(5).fill('lost'))

    expect(replica.circuit.state).toBe('open')
  })

  test('like all the others makes the gateway refuse, and say when to come again', () => {
    const upstream = upstreamOf(2)
    for (const at of [0, 1]) judge(upstream, at, failures(5))

    expect(() => upstream.check()).toThrow(UpstreamFailing)
    expect(() => upstream.check()).toThrow(expect.objectContaining({ headers: { 'retry-after': '1' } }))
  })
})

describe('following the route table', () => {
  test('a replica that stays keeps its record, a restarted one begins anew', () => {
    const upstream = upstreamOf(2)
    const replica = judge(upstream, 0, failures(5))
    upstream.follow([instance(1), instance(2), instance(3)])
    const kept = upstream.replicas[0]
    upstream.follow([instance(1, { pid: 77 }), instance(2)])

    expect(kept).toBe(replica)
    expect(upstream.replicas[0]?.circuit.state).toBe('closed')
  })
})

describe('admission', () => {
  test('without a ready replica there is nobody to ask', () => {
    const upstream = upstreamOf(0)
    upstream.follow([instance(1, { ready: false })])

    expect(() => upstream.enter(somebody())).toThrow(NoHealthyUpstream)
  })

  test('the bulkhead takes so many, and room is made once', () => {
    const upstream = upstreamOf(1)
    const place = placeIn(upstream)
    placeIn(upstream)

    expect(() => placeIn(upstream)).toThrow(UpstreamBusy)
    place.leave('success')
    place.leave('success')
    placeIn(upstream)
    expect(() => placeIn(upstream)).toThrow(UpstreamBusy)
  })
})

describe('bodies that stream', () => {
  test('hold half of the places at most: slow senders shut nobody else out', () => {
    const upstream = upstreamOf(1, { capacity: 4 })
    const upload = () => upstream.enter({ ...somebody(), streams: true }) as Place
    const [first] = [upload(), upload()]

    expect(upload).toThrow(UpstreamBusy)
    placeIn(upstream)
    first?.leave('success')
    first?.leave('success')
    upload()
    expect(upload).toThrow(UpstreamBusy)
  })
})

describe('a service that is away and expected back', () => {
  const away = (options: UpstreamOptions = {}) => {
    const upstream = upstreamOf(0, options)
    upstream.follow([], true)
    return upstream
  }
  const refusalOf = async (upstream: Upstream): Promise<unknown> =>
    Promise.resolve(upstream.enter(somebody())).catch((error: unknown) => error)
  afterEach(() => vi.useRealTimers())

  test('is waited for', async () => {
    const upstream = away()
    const entering = upstream.enter(somebody())
    upstream.follow([instance(1)], true)

    expect((await entering)?.replica.id).toBe('education-1')
  })

  test('is given no more at once than the bulkhead takes, those first who came first', async () => {
    const upstream = away()
    const order: number[] = []
    const places: Place[] = []
    const waiting = Array.from({ length: 5 }, async (_, n) => {
      const place = await upstream.enter(somebody())
      order.push(n)
      if (place) places.push(place)
    })
    upstream.follow([instance(1)], true)

    await expect.poll(() => order).toEqual([0, 1])
    expect([upstream.inFlight, upstream.held]).toEqual([2, 3])
    for (let n = 0; n < 5; n++) {
      await expect.poll(() => places.length).toBeGreaterThan(n)
      places[n]?.leave('success')
    }
    await Promise.all(waiting)
    expect(order).toEqual([0, 1, 2, 3, 4])
  })

  test('is not waited for by more than the room takes: those hear when to come again', async () => {
    const upstream = away({ holdCapacity: 2 })
    const waiting = [1, 2].map(async () => upstream.enter(somebody()))

    expect(() => upstream.enter(somebody())).toThrow(NoHealthyUpstream)
    expect(() => upstream.check()).toThrow(expect.objectContaining({ headers: { 'retry-after': '1' } }))
    upstream.follow([instance(1)], true)
    expect(await Promise.all(waiting)).toHaveLength(2)
  })

  test('is waited for no longer than is allowed', async () => {
    vi.useFakeTimers()
    const waiting = refusalOf(away({ holdMs: 500 }))
    await vi.advanceTimersByTimeAsync(500)

    expect(await waiting).toBeInstanceOf(NoHealthyUpstream)
  })

  test('is not waited for by a client that has left, nor beyond a deadline', async () => {
    const upstream = away()
    const [leaver, late] = [somebody(), somebody()]
    const [left, overdue] = [upstream.enter(leaver), upstream.enter(late)]
    leaver.cancel('client-gone')
    late.cancel('deadline')

    expect(await left).toBeUndefined()
    await expect(overdue).rejects.toThrow(NoHealthyUpstream)
    expect(upstream.held).toBe(0)
  })

  test('sends everybody away once it is expected no more', async () => {
    const upstream = away()
    const waiting = refusalOf(upstream)
    upstream.follow([], false)

    expect(await waiting).toBeInstanceOf(NoHealthyUpstream)
  })

  test('need not be announced: one that refuses connections is waited for until it takes one', async () => {
    const url = await closedPort()
    const upstream = new Upstream('education')
    upstream.follow([instance(1, { url })])
    placeIn(upstream).leave('refused')
    const entering = upstream.enter(somebody())
    expect(upstream.held).toBe(1)
    await using _ = await rawServer(() => undefined, Number(new URL(url).port))

    expect((await entering)?.replica.id).toBe('education-1')
  })
})
