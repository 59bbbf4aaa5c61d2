import { isClean, outcomeText } from '../chaos/report.js'
import { defineCommand, flag } from '../command.js'
import type { ChaosDocument } from '../documents/chaos.js'
import { exitCodes } from '../exit-codes.js'

const MOST_SEED = 1_000_000_000

/** `azora chaos` */
export const chaos = defineCommand({
  summary: 'Kill the running platform under load and prove that no event is lost',
  description:
    'Every service with events publishes trial events, in its own transactions and through its own outbox, transport and ' +
    'inbox, while every two seconds something is killed with -9: a service, the broker, the database. Then what was ' +
    'committed is compared with what was handled, event by event. On PostgreSQL the broker is a session of its log: the ' +
    'server recovers with all others. Data is left alone; the traces of a trial are removed unless it found faults.',
  flags: {
    seconds: flag.integer('how long to publish and kill', { fallback: 30 }),
    events: flag.integer('how many events to publish', { fallback: 10_000 }),
    kill: flag.text('what: random, a service, broker or database; default: random', {
      placeholder: 'TARGET',
      completes: 'service',
    }),
    seed: flag.optionalInteger('kill as the trial with this seed did'),
    timeout: flag.duration('how long it may take to come to rest afterwards', 300_000),
  },
  examples: [
    'azora chaos',
    'azora chaos --seconds 60 --kill random --events 100000 --json',
    'azora chaos --kill education --seconds 10',
    'azora chaos --seed 42 --json',
  ],
  endsInOrder: true,
  document: () => import('../documents/chaos.js').then(file => file.ChaosDocument),

  async run({ seconds, events, kill = 'random', seed, timeout }, context): Promise<ChaosDocument> {
    const [{ holdTrial, refuseTrial }, { databasesOf }] = await Promise.all([
      import('../chaos/trial.js'),
      import('../db/databases.js'),
    ])
    const options = {
      seconds,
      events,
      kill,
      seed: seed ?? Math.floor(Math.random() * MOST_SEED),
      timeoutMs: timeout,
    }
    const { signal, out } = context
    return (await context.platform()).use(async host => {
      refuseTrial(await host.status())
      const databases = await databasesOf(context, [])
      return holdTrial(options, { host, databases, signal, say: text => out.say(text) })
    })
  },
  view: outcomeText,
  exit: outcome => (isClean(outcome) ? exitCodes.ok : exitCodes.failure),
})
