import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fingerprint } from '../bundle/fingerprint.js'
import { startedWith, whyOtherwise } from './started-with.js'

/** Later than anything these tests write. */
const LATER = new Date(Date.now() + 3_600_000)

describe('a process that runs would be started alike', () => {
  it('as long as its sources and settings are as they were', async () => {
    await using place = await service({ '.env': 'A=1', 'main.ts': 'source' })
    expect(whyOtherwise(place.running(), place.sources())).toBeNull()
  })

  it('but not when a file of settings is saved, appears or goes', async () => {
    await using place = await service({ '.env': 'A=1', 'main.ts': 'source' })
    const running = place.running()
    const sources = place.sources()
    await writeFile(place.at('.env'), 'A=22')
    expect(whyOtherwise(running, sources)).toBe('.env has changed since it was started')
    const saved = place.running()
    await writeFile(place.at('.env.local'), 'A=3')
    expect(whyOtherwise(saved, sources)).toBe('.env.local has changed since it was started')
    await unlink(place.at('.env.local'))
    await unlink(place.at('.env'))
    expect(whyOtherwise(saved, sources)).toBe('.env has changed since it was started')
  })

  it('but not when a source says something else; touching it changes nothing', async () => {
    await using place = await service({ 'main.ts': 'source' })
    const sources = place.sources()
    await writeFile(place.at('main.ts'), 'source')
    expect(whyOtherwise(place.running(), sources)).toBeNull()
    await writeFile(place.at('main.ts'), 'another')
    expect(whyOtherwise(place.running(), sources)).toBe('its sources have changed since it was started')
  })

  it('which nobody can say of settings saved while it was starting', async () => {
    await using place = await service({ '.env': 'A=1', 'main.ts': 'source' })
    expect(whyOtherwise(place.running(new Date(0)), place.sources())).toBe(
      '.env has changed since it was started',
    )
  })
})

async function service(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'azora-started-'))
  const at = (name: string) => join(folder, name)
  for (const [name, text] of Object.entries(files)) await writeFile(at(name), text)
  return {
    at,
    running: (startedAt = LATER) =>
      startedWith({ report: { values: [] }, files: [at('.env.local'), at('.env')] }, startedAt),
    sources: () => ({ inputs: [fingerprint(at('main.ts'))] }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}
