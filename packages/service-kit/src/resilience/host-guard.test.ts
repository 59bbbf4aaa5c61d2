import { get } from 'node:https'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { listening } from '../../fixtures/listening.js'
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
  '::127.0.0.1',
  '::7f00:1',
  '::ffff:7f00:1',
  '::ffff:0:127.0.0.1',
  '0:0:0:0:0:ffff:a9fe:a9fe',
  '64:ff9b:1::a00:1',
  '2001::7f00:1',
  '2001:db8::1',
  '3fff::1',
  '5f00::1',
  'fec0::1',
  'fe80::1%lo',
  '::1%lo',
  '2606:4700::1111%eth0',
  '4000::1',
  '192.0.0.170',
  '198.19.255.255',
  '203.0.113.9',
  '239.255.255.250',
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

  test('admits another port where that is named', () => {
    const named = publicHosts(['api.example.com:8443'])
    expect(() => named.admit(new URL('https://api.example.com:8443/'))).not.toThrow()
    expect(() => named.admit(new URL('https://api.example.com/'))).toThrow(HostRefused)
  })

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
    'file:///etc/passwd',
    'gopher://api.example.com/',
    'https://api.example.com:22/',
    'https://api.example.com:8443/',
    'https://user:secret@api.example.com/',
    'https://user@api.example.com/',
    'https://api.example.com%2f@evil.test/',
    'https://evil.test\\@api.example.com/',
    'https://api.example.com./',
    'https://evil.test#@api.example.com/',
    'https://evil.test?@api.example.com/',
    'https://api．example．com.evil.test/',
    'https://.models.example/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://0x7f.0x0.0x0.0x1/',
    'https://１２７.0.0.1/',
    'https://localhost/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:7f00:1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://metadata.google.internal/',
  ])('refuses %s', url => {
    expect(() => guard.admit(new URL(url))).toThrow(HostRefused)
  })
})

describe('a name that is allowed but leads inside', () => {
  /** Connects by a guard to a server of this machine, over names that lead where they are told. */
  async function asked(...answers: string[][]) {
    await using server = await listening((_request, response) => response.end())
    const { port } = new URL(server.url)
    let lookups = 0
    const resolve = ((_name: string, _options: unknown, done: (error: null, found: object[]) => void) => {
      const found = answers[Math.min(lookups++, answers.length - 1)] ?? []
      done(
        null,
        found.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
    }) as unknown as Parameters<typeof publicHosts>[1]
    const guard = publicHosts([`api.example.com:${port}`], resolve)
    const url = `https://api.example.com:${port}/`
    guard.admit(new URL(url))
    const error = await new Promise<unknown>(done => {
      get(url, { agent: guard.httpsAgent, timeout: 200 })
        .on('error', done)
        .on('timeout', () => done('timeout'))
    })
    guard.close()
    return { error, lookups }
  }

  test.each([
    ['loopback', ['127.0.0.1']],
    ['loopback in IPv6', ['::1']],
    ['a neighbor', ['10.0.0.1']],
    ['metadata of a cloud', ['169.254.169.254']],
    ['loopback in disguise', ['::ffff:127.0.0.1']],
    ['a public address and loopback', ['93.184.216.34', '127.0.0.1']],
  ])('to %s is refused when it connects', async (_, addresses) => {
    expect(await asked(addresses)).toEqual({ error: expect.any(HostRefused), lookups: 1 })
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
