import type { Manifest } from '@azora/manifest'

// Not every address of a broker is a URL: Kafka's name several servers.
const CREDENTIALS = /\/\/[^/]*@/

/**
 * What carries events between services: the log in PostgreSQL, streams in the Redis of the platform, or a broker given by
 * its address.
 */
export type Carrier = 'postgresql' | 'redis' | { readonly url: string }

/** What EVENT_TRANSPORT asks for. Default: PostgreSQL, which is there anyway and needs no setting to be safe. */
export function carrierOf(eventTransport: string | undefined): Carrier {
  if (!eventTransport || eventTransport === 'postgresql') return 'postgresql'
  return eventTransport === 'redis' ? 'redis' : { url: eventTransport }
}

/** Only what a database notes can be published or handled. */
export function hasEvents({ resources }: Manifest): boolean {
  return resources.database !== undefined
}

/** What people are told at start. */
export function carrierLine(carrier: Carrier): string {
  if (carrier === 'postgresql') return 'carries events'
  if (carrier === 'redis') return 'Redis carries events'
  return `events travel through ${carrier.url.replace(CREDENTIALS, '//')}`
}
