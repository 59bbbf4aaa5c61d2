import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { InvalidManifests } from './fault.js'
import { loadManifests } from './load.js'

describe('the manifests of a checkout', () => {
  it('are loaded by name', async () => {
    await using checkout = await checkoutWith({
      education: manifest('education', 4002),
      auth: manifest('auth', 4001),
    })
    const loaded = await loadManifests(checkout.root)
    expect(loaded.map(({ manifest }) => manifest.name)).toEqual(['auth', 'education'])
    expect(loaded[0]?.folder).toBe(join(checkout.root, 'services', 'auth'))
  })

  it('may be none', async () => {
    await using checkout = await checkoutWith({})
    expect(await loadManifests(checkout.root)).toEqual([])
  })

  it('are refused together, each fault with its file', async () => {
    await using checkout = await checkoutWith({
      auth: manifest('auth', 4001, { resources: { database: 'azora_auth' } }),
      billing: manifest('finance', 4003),
      copy: manifest('copy', 4001, { resources: { database: 'azora_auth' } }),
      torn: '{',
    })
    const error = await loadManifests(checkout.root).catch(error => error)
    expect(error).toBeInstanceOf(InvalidManifests)
    expect(error.message.split('\n')).toEqual([
      expect.stringMatching(/^services\/torn\/azora.json: expected JSON/),
      'services/billing/azora.json /name: expected "billing", the folder\'s name',
      'services/copy/azora.json /port: expected a port other than that of auth',
      'services/copy/azora.json /resources/database: expected a database other than that of auth',
    ])
  })
})

const manifest = (name: string, port: number, rest: object = {}) =>
  JSON.stringify({ name, title: name, category: 'User-Management', port, ...rest })

async function checkoutWith(manifests: Record<string, string>) {
  const root = await mkdtemp(join(tmpdir(), 'azora-manifests-'))
  for (const [name, text] of Object.entries(manifests)) {
    await mkdir(join(root, 'services', name), { recursive: true })
    await writeFile(join(root, 'services', name, 'azora.json'), text)
  }
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true }) }
}
