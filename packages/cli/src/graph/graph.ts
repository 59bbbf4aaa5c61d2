import {
  InvalidManifests,
  type LoadedManifest,
  loadManifests,
  type Manifest,
  PlanRefused,
  plan,
} from '@azora/manifest'
import type { GraphDocument } from '../documents/graph.js'
import { UserError } from '../exit.js'

/** What needs what, and in which order it starts. @throws {UserError} `invalid-manifests` */
export async function graphOf(root: string): Promise<Omit<GraphDocument, 'format'>> {
  const manifests = (await manifestsOf(root)).map(({ manifest }) => manifest)
  const waves = planned(manifests)
  return {
    services: waves.flatMap((wave, index) => wave.map(manifest => node(manifest, index))),
    needs: manifests.flatMap(({ name, needs }) =>
      needs.map(({ service, condition }) => ({ from: name, to: service, condition })),
    ),
    waves: waves.map(wave => wave.map(({ name }) => name)),
  }
}

/** The manifests of a workspace. @throws {UserError} `invalid-manifests`, with every fault */
export async function manifestsOf(root: string): Promise<LoadedManifest[]> {
  try {
    return await loadManifests(root)
  } catch (cause) {
    if (!(cause instanceof InvalidManifests)) throw cause
    const faults = cause.faults.map(
      ({ file, pointer, expected }) => `${file}${pointer}: expected ${expected}`,
    )
    throw new UserError('invalid-manifests', 'A manifest is invalid', { faults, cause })
  }
}

function planned(manifests: readonly Manifest[]) {
  try {
    return plan(manifests)
  } catch (cause) {
    if (!(cause instanceof PlanRefused)) throw cause
    throw new UserError('invalid-manifests', cause.message, { cause })
  }
}

function node(
  { name, title, kind, category, criticality, port, replicas, resources }: Manifest,
  wave: number,
) {
  const { database = null, redis = null } = resources
  return { name, title, kind, category, criticality, wave, port, replicas, database, redis }
}
