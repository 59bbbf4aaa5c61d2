import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CrashTrial, crashTrial, momentsIn } from '../fixtures/orders/crash-trial.js'
import { outageBus } from '../fixtures/test-bus.js'

const FOLDERS = ['outbox', 'relay', 'transport/lanes', 'transport/postgres', 'inbox', 'dead-letters']

describe('a process that dies', () => {
  let trial: CrashTrial
  beforeAll(async () => {
    trial = await crashTrial(outageBus)
  })
  afterAll(() => trial[Symbol.asyncDispose]())

  test.each(momentsIn(FOLDERS))(
    '%s %s loses nothing, does nothing twice and breaks no order',
    async (moment, point) => {
      expect(await trial.diesAt(point, moment)).toBe(true)
      expect(await trial.violations()).toEqual([])
    },
    90_000,
  )
})
