import { expect, test } from 'vitest'
import { clientAddress, forwardedPrefix, limitedAs } from './client-address.js'
import type { KitRequest } from './express-classes.js'

const request = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as KitRequest

test.each([
  ['nobody is trusted, so what the client says of itself is not read', [], '10.0.0.9', '1.1.1.1', '10.0.0.9'],
  ['a trusted proxy is believed', ['10.0.0.0/8'], '10.0.0.9', '1.1.1.1', '1.1.1.1'],
  [
    'only the nearest untrusted hop counts: those before it are the client’s own claim',
    ['10.0.0.0/8'],
    '10.0.0.9',
    '9.9.9.9, 1.1.1.1, 10.0.0.3',
    '1.1.1.1',
  ],
  ['someone else who sends the header is not believed', ['10.0.0.0/8'], '1.2.3.4', '9.9.9.9', '1.2.3.4'],
  ['what is no address is not believed', ['127.0.0.1'], '::ffff:127.0.0.1', 'unknown, <script>', '127.0.0.1'],
  [
    'what stands before a hop that is no address may be made up',
    ['127.0.0.1'],
    '127.0.0.1',
    '9.9.9.9, unknown',
    '127.0.0.1',
  ],
  ['a port beside the address is left out', ['127.0.0.1'], '127.0.0.1', '9.9.9.9, 1.1.1.1:4711', '1.1.1.1'],
  ['so it is in IPv6', ['127.0.0.1'], '127.0.0.1', '9.9.9.9, [2001:db8::1]:4711', '2001:db8::1'],
  ['IPv4 written as IPv6 is the same address', ['127.0.0.1'], '127.0.0.1', '::FFFF:1.1.1.1', '1.1.1.1'],
  ['an unknown peer is nobody’s proxy', ['127.0.0.1'], '', '1.1.1.1', ''],
])('%s', (...[, trusted, socket, forwarded, expected]) => {
  expect(clientAddress(trusted)(request(socket, forwarded))).toBe(expected)
})

test.each([
  ['of a trusted proxy is believed', '/education', '10.0.0.9', '/education'],
  ['of anybody else is not', '/education', '1.2.3.4', ''],
  ['that is no path is not', '//evil.example/%2e', '10.0.0.9', ''],
])('a prefix %s', (...[, prefix, remoteAddress, expected]) => {
  const forwarded = { socket: { remoteAddress }, headers: { 'x-forwarded-prefix': prefix } }
  expect(forwardedPrefix(['10.0.0.0/8'])(forwarded as unknown as KitRequest)).toBe(expected)
})

test('a trusted proxy that is no address is refused when the service starts', () => {
  expect(() => clientAddress(['the-gateway'])).toThrow(
    'the-gateway is neither an IP address nor a CIDR block',
  )
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['unknown', 'unknown'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:2::ffff', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:1:2:3:4:203.0.113.7', '2001:db8:1:2::/64'],
  ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('limits count %s as %s', (address, counted) => {
  expect(limitedAs(address)).toBe(counted)
})
