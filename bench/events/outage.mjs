// `npm run outage -w @azora/bench -- [seconds] [rate] [names]`: takes the broker away for as long while orders are placed at a
// steady rate, brings it back, and compares what was committed with what was handled. Exit code 1 if anything is wrong.
import { setTimeout as delay } from 'node:timers/promises'
import { strained, TRANSPORTS } from './strain.mjs'

const [seconds = 60, rate = 100] = process.argv.slice(2, 4).map(Number)
const names = process.argv[4]?.split('+') ?? TRANSPORTS
const AROUND_MS = 5_000

const results = await strained(names, async ({ ask, pid }, broker) => {
  await ask({ rate })
  await delay(AROUND_MS)
  await ask({ caughtUp: true })
  const before = await ask({ figures: true })
  await broker.away()
  await delay(seconds * 1_000)
  const during = await ask({ figures: true })
  await broker.back()
  const drained = await ask({ caughtUp: true })
  await delay(AROUND_MS)
  await ask({ rate: 0 })
  const { committed, lost, duplicate, disorder, unknown, pid: pidAtEnd } = await ask({ verdict: true })
  if (pidAtEnd !== pid) throw new Error('the process under test was restarted')
  return {
    committed,
    'while away': during.placed - before.placed,
    'slowest call while away ms': Math.round(during.slowestCallMs),
    'caught up after s': Math.round(drained.afterMs / 100) / 10,
    lost,
    'second effects': duplicate + unknown,
    'out of order': disorder,
  }
})
const isWrong = Object.values(results).some(
  found => found.lost + found['second effects'] + found['out of order'] > 0,
)
process.exit(isWrong ? 1 : 0)
