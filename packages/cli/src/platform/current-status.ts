import { setTimeout as pause } from 'node:timers/promises'
import type { HostClient, Status } from '@azora/supervisor'
import type { StatusDocument } from '../documents/status.js'
import { UserError } from '../exit.js'
import { knownAmong } from './known-services.js'
import { asUserError, type Platform } from './platform.js'
import { statusDocument } from './status-view.js'

/** What is asked about a platform. */
export interface StatusQuestion {
  root: string
  /** Only these; none: all. */
  services: readonly string[]
  /** How long to wait for everything to be ready or to have failed; 0: not at all. */
  waitMs: number
}

/** How the platform is. @throws {UserError} `unknown-service`, `not-ready-in-time`, `host-silent` */
export async function currentStatus(platform: Platform, question: StatusQuestion): Promise<StatusDocument> {
  const { root, services, waitMs } = question
  const host = await platform.find()
  if (!host) return statusDocument(root, null)
  try {
    const asked = () => (waitMs > 0 ? within(waitMs, { host, settling: host.settled() }) : host.status())
    const status = await asUserError(asked)
    return only(statusDocument(root, status), services)
  } finally {
    await host.close()
  }
}

interface Settling {
  readonly host: HostClient
  readonly settling: Promise<Status>
}

/** The status once everything wanted is ready or has failed. @throws {UserError} `not-ready-in-time` */
export async function within(timeoutMs: number, { host, settling }: Settling): Promise<Status> {
  const clock = new AbortController()
  const late = pause(timeoutMs, null, { signal: clock.signal }).catch(() => null)
  try {
    const settled = await Promise.race([settling, late])
    if (settled) return settled
  } finally {
    clock.abort()
  }
  const { services } = await host.status()
  const waiting = services.filter(service => !service.ready).map(({ name, state }) => `${name} is ${state}`)
  throw new UserError('not-ready-in-time', `Not everything is ready after ${timeoutMs} ms`, {
    faults: waiting,
  })
}

function only(document: StatusDocument, names: readonly string[]): StatusDocument {
  if (names.length === 0) return document
  const known = document.services.map(service => service.name)
  for (const name of names) knownAmong(known, name)
  const services = document.services.filter(service => names.includes(service.name))
  return { ...document, state: services.every(service => service.ready) ? 'ready' : 'degraded', services }
}
