import { createHash, type Hash } from 'node:crypto'
import { once } from 'node:events'
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { answerTo, engine, upstreamServer } from './fixture-servers.js'

export const MIB = 1024 * 1024
const chunk = Buffer.alloc(MIB, 'azora')

/** What became of a body sent to an upstream that echoes it. */
export interface Echo {
  sentSha256: string
  receivedSha256: string
  /** Growth of this process, in which client, gateway and upstream run together. */
  grownMib: number
}

/** Sends a body through the gateway and reads the same one back at the same time, after a small one that warms everything up. */
export async function echoed(mib: number): Promise<Echo> {
  await using upstream = await upstreamServer((request, response) => void echo(request, response))
  await using gateway = await engine([upstream.url], { timeoutMs: 3_600_000 })
  await roundTrip(gateway.url, 32)
  using memory = watchedMemory()
  const digests = await roundTrip(gateway.url, mib)
  return { ...digests, grownMib: memory.grownMib() }
}

async function roundTrip(url: string, mib: number) {
  const request = httpRequest(url, { method: 'POST', headers: { 'content-length': mib * MIB } })
  const sent = createHash('sha256')
  const sending = send(request, sent, mib)
  const receivedSha256 = await digestOf(await answerTo(request))
  await sending
  return { sentSha256: sent.digest('hex'), receivedSha256 }
}

async function echo(request: IncomingMessage, response: NodeJS.WritableStream) {
  for await (const part of request) if (!response.write(part as Buffer)) await once(response, 'drain')
  response.end()
}

async function send(request: ClientRequest, hash: Hash, mib: number) {
  for (let sent = 0; sent < mib; sent++) {
    hash.update(chunk)
    if (!request.write(chunk)) await once(request, 'drain')
  }
  request.end()
}

async function digestOf(response: IncomingMessage): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of response) hash.update(part as Buffer)
  return hash.digest('hex')
}

function watchedMemory() {
  const before = process.memoryUsage.rss()
  let peak = before
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20)
  return { grownMib: () => (peak - before) / MIB, [Symbol.dispose]: () => clearInterval(sampling) }
}
