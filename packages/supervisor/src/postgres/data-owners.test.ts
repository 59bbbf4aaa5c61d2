import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dataOfGoneCheckouts, noteOwner } from './data-owners.js'

describe('data kept outside of its checkout', () => {
  it('is named when the checkout is gone, and not before', async () => {
    await using place = await emptyPlace()
    const { checkout, shared } = place
    await noteOwner({ root: checkout, postgres: join(shared, '0123456789abcdef', 'postgres') })
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

  it('within the checkout goes with it, and needs no note', async () => {
    await using place = await emptyPlace()
    const postgres = join(place.checkout, '.azora', 'postgres')
    await noteOwner({ root: place.checkout, postgres })
    await expect(dataOfGoneCheckouts(join(place.checkout, '.azora'))).resolves.toEqual([])
  })
})

async function emptyPlace() {
  const folder = await mkdtemp(join(tmpdir(), 'azora-owners-'))
  const [checkout, shared] = [join(folder, 'checkout'), join(folder, 'shared')]
  await mkdir(checkout)
  await mkdir(shared)
  return { checkout, shared, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}
