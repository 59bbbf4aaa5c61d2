import { describe, expect, test } from 'vitest'
import { Vault } from '../secrets/vault.js'
import { deviceTokens } from './device-token.js'

const devices = deviceTokens(new Vault('a-key-for-tests-of-32-characters').mac('device-token'))
const phone = '01890a5d-ac96-774b-bcce-b302099a8057'

describe('a device token', () => {
  test('names the device it was issued to', () => {
    expect(devices.deviceOf('ada', devices.issue('ada', phone))).toBe(phone)
  })

  test('says nothing about another user', () => {
    expect(devices.deviceOf('bob', devices.issue('ada', phone))).toBeNull()
  })

  test('cannot be made without the key', () => {
    const forged = deviceTokens(new Vault('another-key-of-32-characters-long').mac('device-token')).issue(
      'ada',
      phone,
    )

    expect(devices.deviceOf('ada', forged)).toBeNull()
  })

  test.each([undefined, '', 'azd_', 'azd_AAAA', 'nonsense'])('is not %j', token => {
    expect(devices.deviceOf('ada', token)).toBeNull()
  })
})
