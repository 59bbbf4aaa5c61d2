// What every carrier of events is measured by. A subject opens its databases, publishes number n in one business transaction,
// and calls back once the effect of n is committed.
import { setTimeout as delay } from 'node:timers/promises'

const CALLERS = 8

/**
 * Measures the subject of this process when the parent asks: `{ count }` for events handled a second, `{ seconds, rate }` for
 * milliseconds from the call that publishes to the effect, at a steady rate.
 *
 * @param {(handled: (n: number) => void) => Promise<{ publish: (n: number) => Promise<void> }>} open
 */
export async function measuredSubject(open) {
  const measurement = new Measurement()
  const { publish } = await open(n => measurement.handled(n))
  measurement.publish = publish
  const answer = async order => process.send(await measurement.of(order))
  process.on('message', order => void answer(order))
  process.on('disconnect', () => process.exit())
  process.send('ready')
}

class Measurement {
  publish = async () => {}
  #published = 0
  #begun = new Map()
  #latencies = []

  of(order) {
    return order.count ? this.#throughput(order.count) : this.#latency(order)
  }

  /** One that is delivered twice is measured by its first. */
  handled(n) {
    const at = this.#begun.get(n)
    if (this.#begun.delete(n)) this.#latencies.push(performance.now() - at)
  }

  async #throughput(count) {
    const startedAt = performance.now()
    const each = Math.ceil(count / CALLERS)
    await Promise.all(Array.from({ length: CALLERS }, () => this.#several(each)))
    await this.#rest()
    return { perSecond: ((each * CALLERS) / (performance.now() - startedAt)) * 1_000 }
  }

  async #latency({ seconds, rate }) {
    this.#latencies = []
    const startedAt = performance.now()
    const all = seconds * rate
    const publishing = []
    while (publishing.length < all) {
      const due = Math.min(all, ((performance.now() - startedAt) / 1_000) * rate)
      while (publishing.length < due) publishing.push(this.#one())
      await delay(1)
    }
    await Promise.all(publishing)
    await this.#rest()
    const sorted = this.#latencies.toSorted((a, b) => a - b)
    const at = part => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]
    return { p50: at(0.5), p99: at(0.99) }
  }

  async #several(count) {
    for (let done = 0; done < count; done++) await this.#one()
  }

  #one() {
    const n = this.#published++
    this.#begun.set(n, performance.now())
    return this.publish(n)
  }

  async #rest() {
    while (this.#begun.size > 0) await delay(1)
  }
}
