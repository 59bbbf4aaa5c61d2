import compression from 'compression'
import type { Request, Response } from 'express'
import type { KitRequest, KitResponse } from './express-classes.js'

const compress = compression({ threshold: 0 })

/** Wraps a response in compression for what is written by `write`. Called for large bodies only: wrapping costs more than it saves on small ones. */
export function compressed(request: KitRequest, response: KitResponse, write: () => void): void {
  compress(request as unknown as Request, response as unknown as Response, write)
}
