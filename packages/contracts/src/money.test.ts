import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Money, money } from './money.js'

describe('money', () => {
  test('survives JSON exactly, whatever the amount', () => {
    const minorUnits = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })
    fc.assert(
      fc.property(minorUnits, units => {
        const received = Money.parse(JSON.parse(JSON.stringify(money(units, 'AZR/6'))))
        expect(BigInt(received.amount)).toBe(units)
      }),
    )
  })

  test('carries what no float can: 2^63 + 1', () => {
    expect(money(2n ** 63n + 1n, 'ZAR/2')).toEqual({ amount: '9223372036854775809', asset: 'ZAR/2' })
  })

  test.each(['', '1.5', '01', '+1', '1e3', ' 1', '-', '9'.repeat(39), 'NaN'])(
    'refuses the amount %j',
    amount => {
      expect(Money.safeParse({ amount, asset: 'AZR/6' }).success).toBe(false)
    },
  )

  test('refuses a number, however whole', () => {
    expect(Money.safeParse({ amount: 5, asset: 'AZR/6' }).success).toBe(false)
  })

  test('refuses negative zero: one value, one text', () => {
    expect(Money.safeParse({ amount: '-0', asset: 'AZR/6' }).success).toBe(false)
  })

  test.each(['AZR', 'azr/6', 'AZR/', 'AZR/100', 'A/2'])('refuses the asset %j', asset => {
    expect(Money.safeParse({ amount: '1', asset }).success).toBe(false)
  })

  test.each(['AZR/6', 'ZAR/2', 'USDC/6', 'JPY/0', 'ETH/18'])('accepts the asset %j', asset => {
    expect(Money.safeParse({ amount: '1', asset }).success).toBe(true)
  })
})
