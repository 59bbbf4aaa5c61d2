import { describe, expect, test } from 'vitest'
import { type Effect, faultsOf, type KeyRecord, Tally } from './verify.js'

const events = (count: number) =>
  Array.from({ length: count }, (_, place) => ({ id: `e${place + 1}`, n: place + 1 }))
const found = (record: Partial<KeyRecord>) =>
  faultsOf({ key: 'k', committed: events(5), effects: events(5), ...record }).map(
    ({ kind, id }) => `${kind} ${id}`,
  )
const handled = (...numbers: number[]): Effect[] => numbers.map(n => ({ id: `e${n}`, n }))

describe('what was committed and handled once each, in order', () => {
  test('has no fault', () => {
    expect(found({})).toEqual([])
    expect(found({ committed: [], effects: [] })).toEqual([])
  })
})

describe('a fault that was planted', () => {
  test.each([
    ['an event without effect', handled(1, 2, 4, 5), ['lost e3']],
    ['the last without effect', handled(1, 2, 3, 4), ['lost e5']],
    ['an effect too many, at once', handled(1, 2, 2, 3, 4, 5), ['duplicate e2']],
    ['effects too many, later', handled(1, 2, 3, 4, 5, 1, 2), ['duplicate e1', 'duplicate e2']],
    ['two events the wrong way round', handled(1, 3, 2, 4, 5), ['disorder e2']],
    ['one that came last of all', handled(2, 3, 4, 5, 1), ['disorder e1']],
    ['one that was never committed', handled(1, 2, 3, 4, 5, 6), ['unknown e6']],
    [
      'one of each',
      handled(1, 4, 3, 3, 9),
      ['disorder e3', 'duplicate e3', 'unknown e9', 'lost e2', 'lost e5'],
    ],
  ])('is found and named: %s', (_, effects, expected) => {
    expect(found({ effects })).toEqual(expected)
  })

  test.each([1, 2, 999, 1_998])('is found at place %i of thousands', at => {
    const all = events(2_000)
    const [before, after] = [all.slice(0, at - 1), all.slice(at + 1)]
    const [one, other] = [handled(at), handled(at + 1)]
    const faults = (...effects: readonly Effect[][]) => found({ committed: all, effects: effects.flat() })
    expect(faults(before, other, after)).toEqual([`lost e${at}`])
    expect(faults(before, one, one, other, after)).toEqual([`duplicate e${at}`])
    expect(faults(before, other, one, after)).toEqual([`disorder e${at}`])
  })
})

test('a tally counts every fault and names the first', () => {
  const tally = new Tally(2)
  for (const key of ['a', 'b', 'c']) tally.add({ key, committed: events(3), effects: handled(2, 2) })
  expect(tally).toMatchObject({ committed: 9, handled: 3 })
  expect(tally.counts).toEqual({ lost: 6, duplicate: 3, disorder: 0, unknown: 0 })
  expect(tally.firstFaults.map(({ kind, key, id }) => `${kind} ${key} ${id}`)).toEqual([
    'duplicate a e2',
    'lost a e1',
    'lost a e3',
    'duplicate b e2',
  ])
})
