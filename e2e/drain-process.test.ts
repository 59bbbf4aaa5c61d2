import { describe, expect, test } from 'vitest'
import { drained } from './drain/drained.js'

// One process, and how it ends: without a supervisor, as it would in a container.

describe('a process that is sent SIGTERM', () => {
  test('answers what is under way, is not ready meanwhile, and ends with 0', async () => {
    await using lab = await drained('lab/src/main.ts', { DRAIN_DELAY_MS: '500' })
    const slow = fetch(`${lab.url}/v1/slow`)
    await expect.poll(async () => inFlight(await (await fetch(`${lab.url}/metrics`)).text())).toBe(2)
    lab.signal('SIGTERM')
    await lab.logs('draining')
    const [readyz, quick] = await Promise.all([fetch(`${lab.url}/readyz`), fetch(`${lab.url}/v1/quick`)])

    expect([readyz.status, quick.status, (await slow).status]).toEqual([503, 200, 200])
    expect(quick.headers.get('connection')).toBe('close')
    expect(await lab.ended).toBe(0)
  })
})

describe('a process with resources that do not stop', () => {
  test('names each, stops the others and ends with 1', async () => {
    await using stuck = await drained('stuck/main.ts', { STOP_MS: '200', DRAIN_DELAY_MS: '0' })
    stuck.signal('SIGTERM')

    expect(await stuck.ended).toBe(1)
    expect(stuck.lines.filter(({ resource }) => resource).map(({ resource }) => resource)).toEqual([
      'stuck-too',
      'stuck',
    ])
    expect(stuck.lines.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['first has stopped', 'second has stopped', 'stopped']),
    )
  })

  test('ends at once when it is told a second time', async () => {
    await using stuck = await drained('stuck/main.ts', { STOP_MS: '600000', DRAIN_DELAY_MS: '0' })
    stuck.signal('SIGTERM')
    await stuck.logs('draining')
    stuck.signal('SIGTERM')

    expect(await stuck.ended).toBe(1)
  })
})

/** How many requests are being handled, the one that asks included. */
function inFlight(metrics: string): number {
  return Number(/^http_requests_in_flight(?:\{[^}]*\})? (\d+)$/m.exec(metrics)?.[1])
}
