import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Attacked } from './attacked.js'

/** A request as it reached the decoy. */
export interface Reached {
  method: string
  url: string
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** Where the decoy tells what has reached it. */
const SEEN = '/seen'

const OPERATIONS = [
  { id: 'things.list', method: 'GET', path: '/v1/things' },
  { id: 'things.create', method: 'POST', path: '/v1/things' },
  { id: 'things.get', method: 'GET', path: '/v1/things/{thingId}' },
  { id: 'things.mine', method: 'GET', path: '/v1/mine', access: 'user' },
]

/** A service that takes anything, answers 200 and counts: what reaches it has come through the gateway. */
export async function startDecoy(): Promise<{ url: string } & AsyncDisposable> {
  const reached: Reached[] = []
  const server = createServer((request, response) => {
    const remembered = request.url === SEEN ? undefined : remember(request, reached)
    void Promise.resolve(remembered).then(() => response.end(remembered ? '{}' : JSON.stringify(reached)))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await once(server.close(), 'close')
    },
  }
}

async function remember(request: IncomingMessage, reached: Reached[]): Promise<void> {
  const { method = '', url = '', headers } = request
  const body = await buffer(request).catch((error: Error) => Buffer.from(`cut: ${error.message}`))
  reached.push({ method, url, headers, body: body.toString('latin1') })
}

/** Puts the decoy beside the services, and waits until the gateway follows. */
export async function routeToDecoy({ root, gateway, decoy: url }: Attacked): Promise<void> {
  const file = join(root, '.azora/routes.json')
  const document = JSON.parse(readFileSync(file, 'utf8')) as { services: object[] }
  const rest = { access: 'public', summary: '', maxBodyBytes: 102_400, timeoutMs: 5_000 }
  const operations = OPERATIONS.map(operation => ({ ...rest, ...operation }))
  document.services.push({
    name: 'decoy',
    kind: 'service',
    contract: { name: 'decoy', title: 'decoy', version: '1.0.0', operations },
    instances: [{ id: 'decoy-1', url, pid: process.pid, ready: true }],
  })
  writeFileSync(file, JSON.stringify(document))
  while ((await fetch(`${gateway}/decoy/v1/things`)).status !== 200)
    await new Promise(resolve => setImmediate(resolve))
}

/** What has reached the decoy with this mark in its address, headers or body. */
export async function reachedWith(decoy: string, mark: string): Promise<Reached[]> {
  const all = (await (await fetch(decoy + SEEN)).json()) as Reached[]
  return all.filter(request => JSON.stringify(request).includes(mark))
}
