import { describe } from 'vitest'
import { crashSuite } from '../fixtures/orders/crash-suite.js'
import { crashesIn } from '../fixtures/orders/crash-trial.js'
import { outageBus } from '../fixtures/test-bus.js'

const FOLDERS = ['outbox', 'relay', 'transport/lanes', 'transport/postgres', 'inbox', 'dead-letters']

describe('a process that dies', () => {
  crashSuite(outageBus, crashesIn(FOLDERS))
})
