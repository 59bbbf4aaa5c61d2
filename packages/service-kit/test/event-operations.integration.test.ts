import { expect, test } from 'vitest'
import { entries, PRINTER, paid, printed, printer, startedPrinting } from '../fixtures/orders/printing.js'

test('a thousand dead letters, redriven by two people at once and again, have a thousand effects', async () => {
  await using app = await startedPrinting({ isBroken: true })
  await paid(app, 1_000, 50)
  printer.isBroken = false
  const body = { handler: PRINTER, perSecond: 10_000 }
  const redrive = () => app.operator.deadLetters.redrive({ body })
  const counts = await Promise.all([redrive(), redrive()])
  counts.push(await redrive())
  app.clock.advance(1_000)
  await app.settled()
  expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(1_000)
  expect(await printed(app)).toEqual(Array.from({ length: 1_000 }, (_, n) => n))
  expect(await entries(app, 'dead-letters.redriven')).toHaveLength(
    counts.filter(({ count }) => count > 0).length,
  )
}, 120_000)
