// `npm run poison -w @azora/bench -- [seconds] [rate] [names]`: how long orders take from the call that places them to their effect,
// while one in ten is of a key of its own whose handler fails each time, and while none is, in turn.
import { setTimeout as delay } from 'node:timers/promises'
import { strained, TRANSPORTS } from './strain.mjs'

const [seconds = 10, rate = 100] = process.argv.slice(2, 4).map(Number)
const names = process.argv[4]?.split('+') ?? TRANSPORTS
const ROUNDS = 2
const WARM_UP_MS = 5_000

await strained(names, async ({ ask }) => {
  await ask({ rate })
  await delay(WARM_UP_MS)
  const found = { without: [], with: [] }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, poisoned] of Object.entries({ without: 0, with: 0.1 })) {
      await ask({ rate, poisoned })
      await ask({ figures: true })
      await delay(seconds * 1_000)
      await ask({ caughtUp: true })
      found[name].push(await ask({ figures: true }))
    }
  }
  const worst = (name, figure) => Math.round(Math.max(...found[name].map(each => each[figure])))
  const columns = ['p50', 'p99', 'max'].flatMap(figure =>
    Object.keys(found).map(name => [`${figure} ${name} ms`, worst(name, figure)]),
  )
  return Object.fromEntries(columns)
})
process.exit()
