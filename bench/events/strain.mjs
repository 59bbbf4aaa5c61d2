// What `outage.mjs` and `poison.mjs` share: the kit's transports under a steady load, each with databases and a broker of its own.
import { join } from 'node:path'
import { bundled } from '../bundle.mjs'
import { forked } from '../processes.mjs'
import { loadAverage } from '../statistics.mjs'
import { BUNDLES, MIGRATIONS } from './places.mjs'
import { standing } from './standing.mjs'

const HERE = import.meta.dirname

export const TRANSPORTS = ['postgresql', 'redis', 'rabbitmq', 'kafka']

/**
 * Strains transports one after the other and prints a line for each; those without a broker on this machine are named as left out.
 *
 * @param {string[]} names
 * @param {(subject: { ask: (order: object) => Promise<any>, pid: number }, broker: { away: () => Promise<void>, back: () => Promise<void> }) => Promise<object>} strain
 */
export async function strained(names, strain) {
  const script = await bundled(join(HERE, 'strained.mjs'), join(BUNDLES, 'strained'))
  const { home, postgres, ...grounds } = await standing('strain')
  const results = {}
  try {
    for (const name of names) {
      const broker = await brokerOf(grounds, name, join(home, 'bus'))
      if (!broker) console.log(`${name}: left out, for there is none on this machine`)
      else results[name] = await on(broker, await postgres.databases(), { script, strain })
    }
  } finally {
    await postgres.stop()
  }
  console.table(results)
  console.log(loadAverage())
  return results
}

/** A log in PostgreSQL is on a server of its own, so that it can go away alone. */
async function brokerOf({ postgresIn, BROKERS }, name, home) {
  if (name !== 'postgresql') {
    const broker = await BROKERS[name]()
    const address = broker?.fresh()
    return broker && { ...broker, addresses: { from: address, to: address } }
  }
  const server = await postgresIn(home)
  const { from, to } = await server.databases()
  return { ...server, addresses: { from: from.bus, to: to.bus } }
}

async function on(broker, { from, to }, { script, strain }) {
  const env = {
    PUBLISHER_URL: from.url,
    CONSUMER_URL: to.url,
    PUBLISHER_TRANSPORT: broker.addresses.from,
    CONSUMER_TRANSPORT: broker.addresses.to,
    MIGRATIONS,
  }
  try {
    const subject = await forked(null, script, { env })
    const result = await strain(subject, broker)
    await subject.stop()
    return result
  } finally {
    await broker.stop()
  }
}
