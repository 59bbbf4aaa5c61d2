import { setInterval } from 'node:timers/promises'
import { steadyLoad } from '../load.js'

/** Requests of many kinds at the same time. */
export interface Traffic extends AsyncDisposable {
  /** Resolves once so many more of the first kind have been sent. */
  further(count: number): Promise<void>
  /** Sends no more, and gives how each ended. */
  stop(): Promise<Summary>
}

export interface Summary {
  /** How many were sent, by kind. */
  sent: Record<string, number>
  /** What did not end well: the kind with the status or what kept it from having one, and how often. */
  failed: Record<string, number>
}

/** One kind of request, so many times a second. @returns its status, or 0 if the answer was not what was asked for */
export interface Kind {
  perSecond: number
  ask(n: number): Promise<number>
}

/** Sends all kinds, each at its rate, however long answers take. */
export function traffic(kinds: Readonly<Record<string, Kind>>): Traffic {
  const failed: Record<string, number> = {}
  const loads = Object.entries(kinds).map(([kind, { perSecond, ask }]) => {
    const note = (how: unknown) => {
      const failure = `${kind} ${String(how)}`
      if (how !== OK) failed[failure] = (failed[failure] ?? 0) + 1
    }
    const noted = (n: number) => ask(n).then(note, (error: unknown) => note(reasonOf(error)))
    return { kind, load: steadyLoad(perSecond, n => noted(n).then(() => OK)) }
  })
  const stop = async () => {
    const sent = await Promise.all(loads.map(async ({ kind, load }) => [kind, (await load.stop()).length]))
    return { sent: Object.fromEntries(sent) as Record<string, number>, failed }
  }
  return {
    stop,
    further: async count => loads[0]?.load.further(count),
    [Symbol.asyncDispose]: async () => void (await stop()),
  }
}

const OK = 200

/** What fetch knows of why there was no answer. */
function reasonOf(error: unknown): unknown {
  return error instanceof Error ? (error.cause ?? error) : error
}

/** Everything the lab answers, 200 requests a second of it quick. */
export function labTraffic(gateway: string): Readonly<Record<string, Kind>> {
  const at = (path: string) => `${gateway}/lab/v1/${path}`
  return {
    quick: { perSecond: 120, ask: async () => said(await fetch(at('quick')), 'quick') },
    write: {
      perSecond: 80,
      ask: async n => said(await post(at('write'), `write ${n}`), String(`write ${n}`.length)),
    },
    slow: { perSecond: 6, ask: async () => said(await fetch(at('slow')), 'slow') },
    upload: {
      perSecond: 3,
      ask: async () => said(await post(at('upload'), slowly()), String(PART.length * PARTS)),
    },
    download: { perSecond: 3, ask: async () => weighed(await fetch(at('download'))) },
  }
}

/** What may be repeated: a `kill -9` loses nothing of it. */
export function readTraffic(gateway: string): Readonly<Record<string, Kind>> {
  const { quick, slow } = labTraffic(gateway) as Record<'quick' | 'slow', Kind>
  return { quick: { ...quick, perSecond: 200 }, slow }
}

const PARTS = 10
const PART = Buffer.alloc(64 * 1_024, 'up')
const DOWNLOAD_BYTES = 1_024 * 1_024

/** A body that takes a second to send. */
async function* slowly(): AsyncGenerator<Uint8Array> {
  let left = PARTS
  for await (const _ of setInterval(1_000 / PARTS)) {
    yield PART
    if (--left === 0) return
  }
}

function post(url: string, body: string | AsyncIterable<Uint8Array>): Promise<Response> {
  return fetch(url, { method: 'POST', body, duplex: 'half' })
}

async function said(response: Response, text: string): Promise<number> {
  const answer = await response.text()
  return response.status === 200 && answer !== text ? 0 : response.status
}

async function weighed(response: Response): Promise<number> {
  const { byteLength } = await response.arrayBuffer()
  return response.status === 200 && byteLength !== DOWNLOAD_BYTES ? 0 : response.status
}
