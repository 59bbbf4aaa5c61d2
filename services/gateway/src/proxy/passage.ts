import type { Lasting } from '@azora/service-kit'
import type { Upstream } from '../upstreams/upstream.js'
import type { WriteHead } from './pump.js'

/** Where a request goes and what it may cost. */
export interface Passage {
  upstream: Upstream
  /** Path and query as the service serves them. */
  path: string
  /** Name, value, name, value …: all that the service gets to see. */
  headers: string[]
  /** Milliseconds the operation may take as a whole, the body's arrival included. */
  timeoutMs: number
  maxBodyBytes: number
  writeHead: WriteHead
  /** Told of each piece of the answer's body, by its length, when it is passed on. */
  onBody?: (bytes: number) => void
  /** Told of an answer that stays open. @returns is told when it is over */
  onEventStream?: (stream: Lasting) => () => void
}
