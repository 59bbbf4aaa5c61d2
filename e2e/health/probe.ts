import { setInterval } from 'node:timers/promises'
import type { Answer, Tier, Told } from './truth.js'

const PATIENCE_MS = 2_000
const PAUSE_MS = 50
/** The parts that carry events fail one after the other; which first is a matter of time. */
const EVENTS = /^event-(?!loop$).*/

interface Report {
  status: Tier
  checks: { name: string; ok: boolean }[]
}

/** Asks all probes of a service at once, each on a connection of its own. */
export async function probed(url: string): Promise<Told> {
  const [livez, readyz, health] = await Promise.all([
    asked(url, 'livez'),
    asked(url, 'readyz'),
    asked(url, 'health'),
  ])
  const report = health && ((await health.json()) as Report)
  return {
    livez: answerOf(livez),
    readyz: answerOf(readyz),
    health: report?.status ?? 'silent',
    failing: [
      ...new Set(report?.checks.filter(check => !check.ok).map(({ name }) => name.replace(EVENTS, 'events'))),
    ],
  }
}

/** Probes until something is told, and gives all that was told until then, with the time that took. */
export async function told(
  url: string,
  expected: Told,
  withinMs: number,
): Promise<{ seen: Told[]; tookMs: number }> {
  const startedAt = performance.now()
  const seen: Told[] = []
  let tookMs = 0
  for await (const _ of setInterval(PAUSE_MS)) {
    const now = await probed(url)
    seen.push(now)
    tookMs = performance.now() - startedAt
    if (tookMs > withinMs || isSame(now, expected)) break
  }
  return { seen, tookMs }
}

const isSame = (one: Told, other: Told) => JSON.stringify(one) === JSON.stringify(other)

function asked(url: string, path: string): Promise<Response | null> {
  const headers = { connection: 'close' }
  return fetch(`${url}/${path}`, { headers, signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null)
}

function answerOf(response: Response | null): Answer {
  if (!response) return 'silent'
  return response.status === 200 ? 'yes' : 'no'
}
