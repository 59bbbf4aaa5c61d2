import { describe, expect, test } from 'vitest'
import { killSchedule } from './schedule.js'

const kinds = [['auth', 'education'], ['broker'], ['database']] as const
const seeds = Array.from({ length: 200 }, (_, place) => place * 7_919)

describe('a schedule', () => {
  test('kills something every two seconds, and one of each kind at least once', () => {
    for (const seed of seeds) {
      const seconds = 6 + (seed % 100)
      const kills = killSchedule({ seconds, seed, kinds })
      expect(kills.map(({ afterMs }) => afterMs)).toEqual(
        Array.from({ length: Math.floor(seconds / 2) }, (_, place) => (place + 1) * 2_000),
      )
      const killed = new Set(kills.map(({ target }) => target))
      for (const kind of kinds) expect(kind.some(target => killed.has(target))).toBe(true)
    }
  })

  test('is the same for the same seed, and another for another', () => {
    const targets = (seed: number) => killSchedule({ seconds: 60, seed, kinds }).map(({ target }) => target)
    expect(targets(7)).toEqual(targets(7))
    expect(targets(7)).not.toEqual(targets(8))
  })

  test('comes to every service in time', () => {
    const killed = killSchedule({ seconds: 600, seed: 1, kinds }).map(({ target }) => target)
    expect(new Set(killed)).toEqual(new Set(['auth', 'education', 'broker', 'database']))
  })

  test('of one target kills nothing else', () => {
    const kills = killSchedule({ seconds: 10, seed: 1, kinds: [['education']] })
    expect(kills.map(({ target }) => target)).toEqual(Array.from({ length: 5 }, () => 'education'))
  })
})
