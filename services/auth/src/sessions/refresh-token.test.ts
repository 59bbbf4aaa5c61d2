import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isAuthentic, newRefreshKey, readRefreshToken, refreshToken } from './refresh-token.js'

const key = newRefreshKey()
const sessionId = '01890a5d-ac96-774b-bcce-b302099a8057'

/** The token with one bit of its bytes flipped. */
const flipped = (token: string, bit: number) => {
  const bytes = Buffer.from(token.slice(4), 'base64url')
  bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
  return `azr_${bytes.toString('base64url')}`
}

describe('a refresh token', () => {
  test('says which session it continues and how many came before it', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 0, max: 2 ** 31 - 1 }), (id, counter) => {
        const claim = readRefreshToken(refreshToken(id, counter, key))

        expect(claim).toMatchObject({ sessionId: id, counter })
        expect(claim && isAuthentic(claim, key)).toBe(true)
      }),
    )
  })

  test('is the same whenever it is asked for', () => {
    expect(refreshToken(sessionId, 7, key)).toBe(refreshToken(sessionId, 7, key))
  })

  test('is no longer ours when any of its bits is flipped', () => {
    const token = refreshToken(sessionId, 7, key)

    for (let bit = 0; bit < 37 * 8; bit++) {
      const claim = readRefreshToken(flipped(token, bit))
      expect([bit, claim !== null && isAuthentic(claim, key)]).toEqual([bit, false])
    }
  })

  test('is not ours with the key of another session', () => {
    const claim = readRefreshToken(refreshToken(sessionId, 7, newRefreshKey()))

    expect(claim && isAuthentic(claim, key)).toBe(false)
  })

  test.each([
    '',
    'azr_',
    'azr_AAAA',
    'eyJhbGciOiJub25lIn0.e30.',
    `azr_${'A'.repeat(51)}`,
    `azr_${'🦊'.repeat(20)}`,
  ])('is not %j', text => {
    expect(readRefreshToken(text)).toBeNull()
  })

  test('is read from no text at random', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const claim = readRefreshToken(`azr_${text}`)
        expect(claim && isAuthentic(claim, key)).toBeFalsy()
      }),
    )
  })
})
