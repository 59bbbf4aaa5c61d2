// Interleaved rounds: every subject is driven once in each, in turn, so that all see the same machine.
import { drive } from './load.mjs'
import { cpuSeconds } from './processes.mjs'
import { medianOf } from './statistics.mjs'

/** What V8 needs before it has compiled the hot path for good; where that takes long, half a minute has to do. */
const WARM_UP = { requests: 20_000, seconds: 30 }

/**
 * Requests a second and processor time for each, by subject, in every round, once all are warm.
 *
 * @param {Record<string, { port: number, pid: number, request: string }>} subjects
 * @param {{ seconds: number, rounds: number }} plan
 */
export async function measured(subjects, { seconds, rounds }) {
  const results = Object.fromEntries(
    Object.keys(subjects).map(name => [name, { perSecond: [], cpuMicros: [] }]),
  )
  for (const subject of Object.values(subjects)) await warmUp(subject)
  for (let round = 0; round < rounds; round++) {
    for (const [name, { port, pid, request }] of Object.entries(subjects)) {
      const usedBefore = cpuSeconds(pid)
      const { failed, answered, perSecond } = await drive({ port, request, seconds })
      if (failed > 0) throw new Error(`${name} failed ${failed} times`)
      results[name].perSecond.push(perSecond)
      results[name].cpuMicros.push(((cpuSeconds(pid) - usedBefore) * 1e6) / answered)
    }
  }
  return results
}

async function warmUp({ port, request }) {
  const { requests, seconds } = WARM_UP
  for (let [left, second] = [requests, 0]; left > 0 && second < seconds; second++)
    left -= (await drive({ port, request, seconds: 1 })).answered
}

/**
 * A line for each subject: medians with their range, and how the first compares with it: by requests a second, and by
 * processor time, round by round, which is the figure to trust while others use the machine.
 */
export function table(results) {
  const [[, own]] = Object.entries(results)
  return Object.fromEntries(
    Object.entries(results).map(([name, { perSecond, cpuMicros }]) => [
      name,
      {
        'requests/s': Math.round(medianOf(perSecond)),
        range: `${Math.round(Math.min(...perSecond))}-${Math.round(Math.max(...perSecond))}`,
        'azora is': `${(medianOf(own.perSecond) / medianOf(perSecond)).toFixed(2)}x`,
        'CPU µs': medianOf(cpuMicros).toFixed(1),
        'CPU range': `${Math.min(...cpuMicros).toFixed(1)}-${Math.max(...cpuMicros).toFixed(1)}`,
        'azora by CPU': `${medianOf(cpuMicros.map((micros, round) => micros / own.cpuMicros[round])).toFixed(2)}x`,
      },
    ]),
  )
}
