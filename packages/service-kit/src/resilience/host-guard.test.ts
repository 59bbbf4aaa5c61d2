import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HostRefused, isPublicAddress, onlyOrigin, publicHosts } from './host-guard.js'

const inside = [
  '127.0.0.1',
  '127.8.8.8',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  'fe80::1',
  'fd00::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::a00:1',
  '2002:7f00:1::',
]

describe('public addresses', () => {
  test.each(inside)('%s is not one', address => {
    expect(isPublicAddress(address)).toBe(false)
  })

  test.each(['8.8.8.8', '172.32.0.1', '192.167.255.255', '100.128.0.1', '2606:4700::1111'])(
    '%s is one',
    address => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )

  test('are nothing that is no address', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(isPublicAddress(text)).toBe(false)
      }),
    )
  })
})

describe('a guard of public hosts', () => {
  const guard = publicHosts(['api.example.com', '*.models.example', '127.0.0.1'])

  test.each(['https://api.example.com/v1', 'https://eu.models.example/', 'https://a.b.models.example/'])(
    'admits %s',
    url => {
      expect(() => guard.admit(new URL(url))).not.toThrow()
    },
  )

  test.each([
    'http://api.example.com/',
    'https://api.example.com.evil.test/',
    'https://evil.test/api.example.com',
    'https://api.example.com@evil.test/',
    'https://models.example/',
    'https://xmodels.example/',
    'https://127.0.0.1/',
    'https://0x7f000001/',
    'https://[::ffff:127.0.0.1]/',
    'ftp://api.example.com/',
  ])('refuses %s', url => {
    expect(() => guard.admit(new URL(url))).toThrow(HostRefused)
  })
})

test('a guard of one origin admits that and nothing else', () => {
  const guard = onlyOrigin('http://127.0.0.1:4001/base')
  expect(() => guard.admit(new URL('http://127.0.0.1:4001/v1'))).not.toThrow()
  for (const url of [
    'http://127.0.0.1:4002/',
    'https://127.0.0.1:4001/',
    'http://127.0.0.1:4001@evil.test/',
  ]) {
    expect(() => guard.admit(new URL(url))).toThrow(HostRefused)
  }
})
