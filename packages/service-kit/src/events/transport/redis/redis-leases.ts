import { newId } from '../../../new-id.js'
import { at } from '../../fault-point.js'
import { type HeldLane, type Holdings, type LaneLeases, LEASE_MS } from '../lanes/lane-leases.js'
import { BrokerForgot } from '../transport.js'
import { CURSORS, GIVE_BACK, HOLD, LEAVE, NOTE } from './lease-scripts.js'
import type { RedisConnection } from './redis-connection.js'
import { bareIdentity } from './redis-server.js'
import type { Script } from './script.js'

type Row = readonly [name: string, lane: number, cursor: string, share: number]

/** Keeps leases and cursors in Redis, beside the streams they are of: what a server loses, it loses of both. */
export class RedisLeases implements LaneLeases {
  readonly #redis: RedisConnection
  readonly #holder: string

  constructor(redis: RedisConnection, holder: string) {
    this.#redis = redis
    this.#holder = holder
  }

  async hold(log: string, subscriptions: readonly string[]): Promise<Holdings> {
    const args = [this.#holder, LEASE_MS, ...subscriptions]
    const rows = (await at('redis-leases.hold', () => this.#run(HOLD, log, args))) as readonly Row[] | string
    if (typeof rows === 'string') throw new BrokerForgot(rows)
    return {
      lanes: rows.map(([subscription, lane, cursor]) => ({ subscription, lane, cursor })),
      shares: new Map(rows.map(([subscription, , , share]) => [subscription, share])),
    }
  }

  async note(log: string, lanes: readonly HeldLane[]): Promise<void> {
    const rows = lanes.flatMap(({ subscription, lane, cursor }) => [subscription, lane, cursor])
    await at('redis-leases.note', () => this.#run(NOTE, log, [this.#holder, ...rows]))
  }

  async cursors(log: string, subscription: string): Promise<ReadonlyMap<number, string>> {
    const rows = await at('redis-leases.cursors', () => this.#run(CURSORS, log, [subscription]))
    return new Map(rows as [number, string][])
  }

  async giveBack(lanes: readonly Pick<HeldLane, 'subscription' | 'lane'>[]): Promise<void> {
    const rows = lanes.flatMap(({ subscription, lane }) => [subscription, lane])
    await at('redis-leases.give-back', () => this.#run(GIVE_BACK, '', [this.#holder, ...rows]))
  }

  async leave(subscriptions: readonly string[]): Promise<void> {
    await at('redis-leases.leave', () => this.#run(LEAVE, '', [this.#holder, ...subscriptions]))
  }

  #run(script: Script, log: string, args: readonly (string | number)[]): Promise<unknown> {
    return this.#redis.use((client, server) => script(client, [bareIdentity(log, server), newId(), ...args]))
  }
}
