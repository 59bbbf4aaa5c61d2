import { describe, expect, test } from 'vitest'
import { CircuitOpen, NoHealthyUpstream, UpstreamBusy } from '../problems.js'
import type { Instance } from './replica.js'
import { Upstream } from './upstream.js'

const instance = (n: number, more: Partial<Instance> = {}): Instance => ({
  id: `education-${n}`,
  url: `http://127.0.0.1:${n}`,
  pid: n,
  ready: true,
  ...more,
})

function upstreamOf(count: number, nowMs = () => 0) {
  const upstream = new Upstream('education', { now: nowMs, capacity: 2 })
  upstream.follow(Array.from({ length: count }, (_, at) => instance(at + 1)))
  return upstream
}

function fail(upstream: Upstream, at: number, times: number) {
  const replica = upstream.replicas[at]!
  for (let n = 0; n < times; n++) upstream.judge(replica, 'failure')
  return replica
}

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

  test('ejects a replica after five failures in a row, for longer each time', () => {
    let nowMs = 0
    const upstream = upstreamOf(2, () => nowMs)
    const replica = fail(upstream, 0, 5)
    const ejectedFor = (ms: number) => [replica.isEjected(nowMs + ms - 1), replica.isEjected(nowMs + ms)]

    expect(ejectedFor(5_000)).toEqual([true, false])
    nowMs = 5_000
    fail(upstream, 0, 1)
    expect(ejectedFor(10_000)).toEqual([true, false])
  })

  test('a success clears the record', () => {
    const upstream = upstreamOf(2)
    const replica = fail(upstream, 0, 4)
    upstream.judge(replica, 'success')
    fail(upstream, 0, 4)

    expect(replica.isEjected(0)).toBe(false)
  })

  test.each([
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 2],
  ])('of %i replicas at most %i are ejected at a time', (count, most) => {
    const upstream = upstreamOf(count)
    for (let at = 0; at < count; at++) fail(upstream, at, 5)

    expect(upstream.replicas.filter(replica => replica.isEjected(0))).toHaveLength(most)
  })

  test('uses an ejected replica when no other is ready', () => {
    const upstream = upstreamOf(2)
    fail(upstream, 0, 5)
    upstream.replicas[1]!.ready = false

    expect(upstream.choose()?.id).toBe('education-1')
  })
})

describe('following the route table', () => {
  test('a replica that stays keeps its record, a restarted one begins anew', () => {
    const upstream = upstreamOf(2)
    const replica = fail(upstream, 0, 5)
    upstream.follow([instance(1), instance(2), instance(3)])
    const kept = upstream.replicas[0]
    upstream.follow([instance(1, { pid: 77 }), instance(2)])

    expect(kept).toBe(replica)
    expect(upstream.replicas[0]?.isEjected(0)).toBe(false)
  })
})

describe('admission', () => {
  test('without a ready replica there is nobody to ask', () => {
    const upstream = upstreamOf(0)
    upstream.follow([instance(1, { ready: false })])

    expect(() => upstream.enter()).toThrow(NoHealthyUpstream)
  })

  test('the bulkhead takes so many, and room is made once', () => {
    const upstream = upstreamOf(1)
    const leave = upstream.enter()
    upstream.enter()

    expect(() => upstream.enter()).toThrow(UpstreamBusy)
    leave('success')
    leave('success')
    upstream.enter()
    expect(() => upstream.enter()).toThrow(UpstreamBusy)
  })

  test('an open circuit refuses and says when to come again', () => {
    const upstream = upstreamOf(1)
    for (let n = 0; n < 10; n++) upstream.enter()('failure')

    expect(() => upstream.enter()).toThrow(CircuitOpen)
    expect(() => upstream.enter()).toThrow(expect.objectContaining({ headers: { 'retry-after': '1' } }))
  })
})
