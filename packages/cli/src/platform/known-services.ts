import { type LoadedManifest, nearest } from '@azora/manifest'
import { UserError } from '../exit.js'
import { manifestsOf } from '../graph/graph.js'

/** A name if it is among those known. @throws {UserError} `unknown-service`, with the nearest that is */
export function knownAmong(known: readonly string[], name: string): string {
  if (known.includes(name)) return name
  const near = nearest(name, known)
  throw new UserError(
    'unknown-service',
    `There is no service ${name}${near ? `: did you mean ${near}?` : ''}`,
    {
      why: `The services here are ${known.join(', ') || 'none'}.`,
    },
  )
}

/**
 * The manifests of a workspace that has all these services.
 * @throws {UserError} `unknown-service`, with the nearest that is; `invalid-manifests`
 */
export async function manifestsWith(root: string, services: readonly string[]): Promise<LoadedManifest[]> {
  const manifests = await manifestsOf(root)
  const known = manifests.map(({ manifest }) => manifest.name)
  for (const name of services) knownAmong(known, name)
  return manifests
}
