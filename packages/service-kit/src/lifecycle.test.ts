import { expect, test } from 'vitest'
import { Lifecycle, StartFailed } from './lifecycle.js'
import type { Kit, Resource } from './resource.js'

const kit = {} as Kit

function recorded(log: string[]) {
  return (name: string, resource: Resource = {}) => ({
    name,
    resource: {
      start: async () => {
        log.push(`start ${name}`)
        await resource.start?.(kit)
      },
      stop: async () => {
        log.push(`stop ${name}`)
        await resource.stop?.()
      },
    },
  })
}

const failing = (message: string) => () => Promise.reject(new Error(message))

test('resources start in order and stop in reverse', async () => {
  const log: string[] = []
  const named = recorded(log)
  const lifecycle = new Lifecycle(kit, 1_000)
  await lifecycle.start([named('database'), named('cache'), named('http')])
  expect(await lifecycle.stop()).toEqual([])
  expect(log).toEqual([
    'start database',
    'start cache',
    'start http',
    'stop http',
    'stop cache',
    'stop database',
  ])
})

test('a resource that starts half-way is stopped too, with all before it, and named', async () => {
  const log: string[] = []
  const named = recorded(log)
  const lifecycle = new Lifecycle(kit, 1_000)
  const start = lifecycle.start([
    named('database'),
    named('cache', { start: failing('no route') }),
    named('http'),
  ])
  await expect(start).rejects.toThrow('cache did not start: no route')
  expect(log).toEqual(['start database', 'start cache', 'stop cache', 'stop database'])
})

test('one failing stop does not spare the others', async () => {
  const log: string[] = []
  const named = recorded(log)
  const lifecycle = new Lifecycle(kit, 1_000)
  await lifecycle.start([named('database'), named('cache', { stop: failing('still busy') })])
  expect(await lifecycle.stop()).toEqual([{ name: 'cache', error: new Error('still busy') }])
  expect(log.at(-1)).toBe('stop database')
})

test('a resource that does not stop in its time is named and left behind', async () => {
  const log: string[] = []
  const named = recorded(log)
  const lifecycle = new Lifecycle(kit, 10)
  await lifecycle.start([named('database'), named('stuck', { stop: () => new Promise(() => {}) })])
  const failures = await lifecycle.stop()
  expect(failures.map(({ name, error }) => `${name} ${(error as Error).message}`)).toEqual([
    'stuck did not stop within 10 ms',
  ])
  expect(log.at(-1)).toBe('stop database')
})

test('what failed to stop after a failed start is told with it', async () => {
  const named = recorded([])
  const start = new Lifecycle(kit, 1_000).start([
    named('database', { stop: failing('open cursors') }),
    named('cache', { start: failing('no') }),
  ])
  const error: unknown = await start.catch(thrown => thrown)
  expect(error instanceof StartFailed && error.stopFailures.map(({ name }) => name)).toEqual(['database'])
})
