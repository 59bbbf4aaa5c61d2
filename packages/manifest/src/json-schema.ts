import * as z from 'zod'
import { Manifest } from './manifest.js'

/** The JSON Schema (draft 2020-12) by which editors check and complete `azora.json`; published as `azora.schema.json`. */
export function manifestJsonSchema(): object {
  return z.toJSONSchema(Manifest, { io: 'input', target: 'draft-2020-12' })
}
