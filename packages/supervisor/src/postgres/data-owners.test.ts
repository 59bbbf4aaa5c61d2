import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claimData, dataOfGoneCheckouts, dataSetAside, LINK } from './data-owners.js'

describe('data kept outside of its checkout', () => {
  it('is named when the checkout is gone, and not before', async () => {
    await using place = await emptyPlace()
    const { checkout, shared } = place
    await claimData(place.paths)
    expect(await dataOfGoneCheckouts(shared)).toEqual([])
    await rename(checkout, `${checkout}-moved`)
    expect(await dataOfGoneCheckouts(shared)).toEqual([
      { folder: join(shared, '0123456789abcdef'), checkout },
    ])
  })

  it('of which nobody knows whose it is is left out, and so is what is no data', async () => {
    await using place = await emptyPlace()
    await mkdir(join(place.shared, '0123456789abcdef', 'postgres'), { recursive: true })
    expect(await dataOfGoneCheckouts(place.shared)).toEqual([])
    expect(await dataOfGoneCheckouts(join(place.shared, 'nowhere'))).toEqual([])
  })

  it('stays where it is for the .azora it was made for', async () => {
    await using place = await emptyPlace()
    await claimData(place.paths)
    await mkdir(join(place.paths.postgres, 'data'), { recursive: true })
    expect(await claimData(place.paths)).toBeNull()
    expect(await readdir(join(place.paths.home, LINK))).toEqual(['data'])
  })

  it('is set aside when that was removed, and named', async () => {
    await using place = await emptyPlace()
    const { paths } = place
    await claimData(paths)
    await mkdir(join(paths.postgres, 'data'), { recursive: true })
    await rm(paths.home, { recursive: true })
    await mkdir(paths.home)
    const aside = await claimData(paths)
    expect(await dataSetAside(paths)).toEqual([aside])
    expect(await readdir(aside ?? '')).toEqual(['data'])
    expect(existsSync(paths.postgres)).toBe(false)
    expect(await claimData(paths)).toBeNull()
  })

  it('within the checkout goes with it, and needs no note', async () => {
    await using place = await emptyPlace()
    const postgres = join(place.checkout, '.azora', 'postgres')
    await claimData({ ...place.paths, postgres })
    await expect(dataOfGoneCheckouts(join(place.checkout, '.azora'))).resolves.toEqual([])
  })
})

async function emptyPlace() {
  const folder = await mkdtemp(join(tmpdir(), 'azora-owners-'))
  const [checkout, shared] = [join(folder, 'checkout'), join(folder, 'shared')]
  const home = join(checkout, '.azora')
  await mkdir(home, { recursive: true })
  await mkdir(shared)
  const paths = { root: checkout, home, postgres: join(shared, '0123456789abcdef', 'postgres') }
  return { checkout, shared, paths, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}
