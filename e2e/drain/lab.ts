import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tcpSockets } from '../../tools/tcp-sockets.mjs'
import type { WorkspaceCopy } from '../workspace-copy.js'

/** Puts the fixture service beside the platform's own. */
export function addLab({ root }: WorkspaceCopy): void {
  cpSync(join(import.meta.dirname, '../fixtures/lab'), join(root, 'services/lab'), { recursive: true })
}

/** Has a service run as so many processes. */
export function runTimes({ root }: WorkspaceCopy, service: string, replicas: number): void {
  const file = join(root, `services/${service}/azora.json`)
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), replicas }))
}

/** How many connections there are to an address, those included that nobody has accepted yet. */
export function connectionsTo(url: string): number {
  const port = Number(new URL(url).port)
  return tcpSockets().filter(({ peerPort, state }) => peerPort === port && state === 'established').length
}
