import { setTimeout as wait } from 'node:timers/promises'
import type { CloudEvent } from '@azora/contracts'
import { fullJitter } from '@azora/sdk/runtime'
import { at } from '../fault-point.js'
import type { Turns } from '../turns.js'
import type { Subscription } from './transport.js'

/** How the events of a subscription are handed over. */
export interface Insistence {
  subscription: Subscription
  /** How much is received at once, over all subscriptions of the process. */
  turns: Turns
  /** Told of each refusal, with how many there have been in a row. */
  failed: (error: unknown, times: number) => void
  /** Ends waiting, for a turn or between attempts. */
  stopped: AbortSignal
}

const PAUSES = { firstMs: 100, longestMs: 1_000 }

/** Hands events over again and again until they are dealt with; false if they are no longer this instance's before that. */
export async function insist(
  { subscription, turns, failed, stopped }: Insistence,
  events: readonly CloudEvent[],
  isOurs: () => boolean,
): Promise<boolean> {
  // They may have been lost while waiting for a turn.
  const receive = () => (isOurs() ? subscription.receive(events) : Promise.reject(new Error('lost')))
  for (let attempt = 1; isOurs(); attempt++) {
    try {
      await at('insist.receive', () => turns.run(subscription.name, receive, stopped))
      return true
    } catch (error) {
      if (stopped.aborted || !isOurs()) return false
      failed(error, attempt)
      const pauseMs = fullJitter(attempt, PAUSES)
      await at('insist.pause', () => wait(pauseMs, undefined, { signal: stopped }).catch(() => undefined))
    }
  }
  return false
}
