import { describe, expect, it } from 'vitest'
import { Supervisor } from '../src/supervisor.js'
import { Checkout } from './fixtures/checkout.js'
import { isAlive } from './fixtures/running.js'

describe('a platform that is ended while it starts', () => {
  it.each(['building', 'migrating', 'starting', 'ready'])(
    'has ended when that is said, a service being %s',
    async stage => {
      await using checkout = await Checkout.of({ auth: { database: true }, education: { needs: ['auth'] } })
      const supervisor = await Supervisor.open(checkout.root)
      const reached = new Promise<void>(resolve => {
        supervisor.subscribe(event => event.type === 'service' && event.service.state === stage && resolve())
      })
      const starting = supervisor.start()
      await reached
      const pids = [...supervisor.status.services, ...supervisor.status.infrastructure].map(
        ({ pid }) => pid ?? 0,
      )
      await supervisor.close()
      await starting
      expect(supervisor.status).toMatchObject({
        state: 'stopped',
        services: [{ state: 'stopped' }, { state: 'stopped' }],
      })
      expect(await Promise.all(pids.map(isAlive))).not.toContain(true)
      const commands = await checkout.commands('auth')
      await supervisor.close()
      expect(await checkout.commands('auth')).toEqual(commands)
    },
  )
})
