import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { platformIn, type RunningPlatform, up } from '../platform.js'
import { workspaceCopy } from '../workspace-copy.js'
import type { Attacked } from './attacked.js'
import { routeToDecoy, startDecoy } from './decoy.js'

/** The one origin whose pages may read answers. */
export const ALLOWED_ORIGIN = 'https://app.example'

/** Starts the platform all files attack, with a decoy beside its services; what is returned ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const copy = await workspaceCopy()
  allowOrigin(copy.root)
  const decoy = await startDecoy()
  const end = async () => {
    await copy.azora(['down'])
    await decoy[Symbol.asyncDispose]()
    await copy[Symbol.asyncDispose]()
  }
  try {
    await up(copy)
    project.provide('attacked', { ...(await knownOf(platformIn(copy))), decoy: decoy.url })
    await routeToDecoy(project.getProvidedContext().attacked)
    return end
  } catch (error) {
    await end()
    throw error
  }
}

function allowOrigin(root: string): void {
  const file = join(root, 'services/gateway/azora.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as object
  writeFileSync(file, JSON.stringify({ ...manifest, env: { CORS_ORIGINS: ALLOWED_ORIGIN } }))
}

async function knownOf(platform: RunningPlatform): Promise<Omit<Attacked, 'decoy'>> {
  const url = async (name: string) => (await platform.service(name)).url
  return {
    root: platform.copy.root,
    gateway: await platform.gateway(),
    auth: await url('auth'),
    education: await url('education'),
    nexus: await url('nexus'),
    tokens: {
      admin: await platform.tokenOf('admin'),
      instructor: await platform.tokenOf('instructor'),
      learner: await platform.tokenOf('learner'),
    },
  }
}
