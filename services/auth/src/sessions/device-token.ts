import { sameSecret } from '../secrets/vault.js'

/*
 * azd_ + base64url of device id (16) ‖ HMAC of user and device (32). Stateless: it proves only that this device has signed
 * this user in before, which spares it from lockouts that others cause. It opens nothing.
 */
const PREFIX = 'azd_'
const ID_BYTES = 16
const MAC_BYTES = 32

/** Makes and reads device tokens with the vault's key for them. */
export interface DeviceTokens {
  issue(userId: string, deviceId: string): string
  /** The device's id, if the token was issued to it for this user; null otherwise. */
  deviceOf(userId: string, token: string | undefined): string | null
}

export function deviceTokens(mac: (message: string) => Buffer): DeviceTokens {
  const macOf = (userId: string, deviceId: string) => mac(`${userId}/${deviceId}`)
  return {
    issue: (userId, deviceId) =>
      PREFIX +
      Buffer.concat([Buffer.from(deviceId.replaceAll('-', ''), 'hex'), macOf(userId, deviceId)]).toString(
        'base64url',
      ),

    deviceOf(userId, token) {
      if (!token?.startsWith(PREFIX)) return null
      const bytes = Buffer.from(token.slice(PREFIX.length), 'base64url')
      if (bytes.length !== ID_BYTES + MAC_BYTES) return null
      const hex = bytes.subarray(0, ID_BYTES).toString('hex')
      const deviceId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
      return sameSecret(bytes.subarray(ID_BYTES), macOf(userId, deviceId)) ? deviceId : null
    },
  }
}
