import { describe, expect, test } from 'vitest'
import { sameSecret, Vault } from './vault.js'

const vault = new Vault('a-key-for-tests-of-32-characters')

describe('sealing a secret', () => {
  test('gives it back to whoever names what it belongs to', () => {
    const sealed = vault.seal(Buffer.from('swordfish'), 'session:1')

    expect(vault.open(sealed, 'session:1').toString()).toBe('swordfish')
  })

  test('looks different each time', () => {
    expect(vault.seal(Buffer.from('a'), 'x')).not.toEqual(vault.seal(Buffer.from('a'), 'x'))
  })

  test('holds when the value is moved to another row', () => {
    const sealed = vault.seal(Buffer.from('swordfish'), 'session:1')

    expect(() => vault.open(sealed, 'session:2')).toThrow(/cannot be opened|does not know/)
  })

  test('holds when a bit is flipped, wherever', () => {
    const sealed = vault.seal(Buffer.from('swordfish'), 'session:1')

    for (let at = 0; at < sealed.length; at++) {
      const changed = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ 1 : byte))
      expect(() => vault.open(changed, 'session:1')).toThrow(/cannot be opened|does not know/)
    }
  })

  test('holds against another key', () => {
    const sealed = vault.seal(Buffer.from('swordfish'), 'session:1')

    expect(() => new Vault('another-key-of-32-characters-long').open(sealed, 'session:1')).toThrow(
      /cannot be opened/,
    )
  })
})

describe('authenticating messages', () => {
  test('differs by purpose', () => {
    expect(vault.mac('device-token')('hello')).not.toEqual(vault.mac('login-failure')('hello'))
  })
})

test('secrets of different lengths differ', () => {
  expect(sameSecret(Buffer.from('a'), Buffer.from('ab'))).toBe(false)
  expect(sameSecret(Buffer.from('ab'), Buffer.from('ab'))).toBe(true)
})
