import { describe, expect, it } from 'vitest'
import { Supervisor } from '../src/supervisor.js'
import { Checkout } from './fixtures/checkout.js'

describe('a platform', () => {
  it('comes up in dependency order, migrated and seeded, and goes without a trace', async () => {
    await using checkout = await Checkout.of({
      auth: { database: true },
      education: { database: true, needs: ['auth'] },
      gateway: { needs: ['auth'], manifest: { kind: 'gateway' } },
    })
    const supervisor = await Supervisor.open(checkout.root)
    await supervisor.start()
    const { status } = supervisor
    expect(status.services.map(({ name, wave, state, lastError }) => [name, wave, state, lastError])).toEqual(
      [
        ['auth', 0, 'ready', null],
        ['education', 1, 'ready', null],
        ['gateway', 1, 'ready', null],
      ],
    )
    expect(status.state).toBe('ready')
    expect(await checkout.commands('auth')).toEqual(['migrate', 'seed', 'serve'])
    await supervisor.close()
  })
})
