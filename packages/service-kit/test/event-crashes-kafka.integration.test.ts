import { afterAll, beforeAll, describe, vi } from 'vitest'
import { kafkaBus } from '../fixtures/kafka-bus.js'
import { crashesApart } from '../fixtures/orders/crash-suite.js'
import { crashesIn, takesLoss } from '../fixtures/orders/crash-trial.js'
import { hasKafka, type TestKafka, testKafka } from '../src/testing/test-kafka.js'

// They mostly wait for the cluster.
vi.setConfig({ maxConcurrency: 12 })

const FOLDERS = ['relay', 'transport/kafka', 'transport/session']

describe.skipIf(!hasKafka)('a process that dies on Kafka', () => {
  let kafka: TestKafka
  beforeAll(async () => {
    kafka = await testKafka()
  })
  afterAll(() => kafka[Symbol.asyncDispose]())

  // After a point is before the next: nothing reaches the cluster in between, and it takes seconds to notice each death.
  crashesApart(
    () => kafkaBus(kafka),
    crashesIn(FOLDERS, ['before']).filter(crash => !takesLoss(crash)),
  )
})
