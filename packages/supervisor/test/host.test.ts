import { stat } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { connect, launch } from '../src/index.js'
import { Checkout } from './fixtures/checkout.js'

describe('the host of a checkout', () => {
  it('is launched, found again, and ended', async () => {
    await using checkout = await Checkout.of({ auth: {}, gateway: { needs: ['auth'] } })
    const client = await launch(checkout.root)
    expect(client.launched).toBe(true)
    const status = await client.settled()
    expect(status.services.map(({ name, state }) => [name, state])).toEqual([
      ['auth', 'ready'],
      ['gateway', 'ready'],
    ])
    const again = await launch(checkout.root)
    expect(again.launched).toBe(false)
    expect((await again.status()).host.pid).toBe(status.host.pid)
    await client.down()
    expect(await connect(checkout.root)).toBeNull()
    await expect(stat(checkout.paths.lock)).rejects.toThrow(/ENOENT/)
  })
})
