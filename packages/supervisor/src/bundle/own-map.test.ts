import { decode, encode } from '@jridgewell/sourcemap-codec'
import { describe, expect, it } from 'vitest'
import { ownMap } from './own-map.js'

describe('the map of a bundle', () => {
  it('leads to our own sources, and into installed packages not at all', () => {
    const mappings = encode([
      [
        [0, 0, 0, 0],
        [10, 1, 5, 0],
        [20, 1, 6, 0],
      ],
      [[0, 1, 7, 0]],
      [
        [0, 1, 8, 0],
        [4, 0, 2, 0],
      ],
    ])
    const text = JSON.stringify({
      version: 3,
      sources: ['src/main.ts', '../node_modules/pg/index.js'],
      names: [],
      mappings,
    })
    const map = JSON.parse(ownMap(text))
    expect(map).toMatchObject({ version: 3, sources: ['src/main.ts', '../node_modules/pg/index.js'] })
    expect(decode(map.mappings)).toEqual([[[0, 0, 0, 0], [10]], [], [[4, 0, 2, 0]]])
  })
})
