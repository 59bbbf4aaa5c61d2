import { describe } from 'vitest'
import { crashSuite } from '../fixtures/orders/crash-suite.js'
import { crashesIn } from '../fixtures/orders/crash-trial.js'
import { rabbitmqBus } from '../fixtures/rabbitmq-bus.js'
import { hasRabbitmq } from '../src/testing/test-rabbitmq.js'

const FOLDERS = ['relay', 'transport/rabbitmq', 'transport/session']

describe.skipIf(!hasRabbitmq)('a process that dies on RabbitMQ', () => {
  // After a point is before the next: nothing reaches the broker in between, and each case makes seventeen streams.
  crashSuite(rabbitmqBus, crashesIn(FOLDERS, ['before']))
})
