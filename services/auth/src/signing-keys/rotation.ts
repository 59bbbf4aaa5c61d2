import { SigningKeyNotFound, SigningKeyRotated } from '@azora/contracts/auth'
import type { Principal } from '@azora/service-kit'
import type { Use } from '../use.js'
import { activeKey, isRotationDue, type KeyPolicy, pendingKey } from './signing-key.js'

type Keys = Pick<Use, 'transaction' | 'audit' | 'publish' | 'signingKeys' | 'keyPolicy' | 'reloadTrust'>

/** Publishes the next key, unless one is pending: then that is it. Without an active key the new one signs at once. */
export async function rotate(use: Keys, actor: Principal | null, now: Date): Promise<string> {
  const pending = pendingKey(await use.signingKeys.list(), now)
  return pending ? pending.kid : use.transaction(() => publishNext(use, actor, now))
}

async function publishNext(
  { audit, publish, signingKeys, keyPolicy, reloadTrust }: Keys,
  actor: Principal | null,
  now: Date,
) {
  const keys = await signingKeys.lock()
  const pending = pendingKey(keys, now)
  if (pending) return pending.kid
  const activatesAt = activationOf(activeKey(keys, now) !== null, keyPolicy, now)
  const kid = await signingKeys.add(now, activatesAt)
  await audit({ action: 'signing-key.published', subject: kid, actor })
  await publish(SigningKeyRotated, rotated(kid, activatesAt, now))
  reloadTrust()
  return kid
}

/** Rotates if the active key is old, or if there is none. Any number of replicas may ask at once: one key comes of it. */
export async function rotateIfDue(use: Keys, now: Date): Promise<void> {
  const { transaction, signingKeys, keyPolicy } = use
  await transaction(async () => {
    if (isRotationDue(await signingKeys.lock(), now, keyPolicy)) await publishNext(use, null, now)
  })
}

/** Refuses a key and all it signed. If it was the active one, a new key signs from now on. @throws SigningKeyNotFound */
export function revoke(use: Keys, kid: string, by: { actor: Principal; now: Date }): Promise<void> {
  const { transaction, audit, publish, signingKeys, keyPolicy, reloadTrust } = use
  const { actor, now } = by
  return transaction(async () => {
    const keys = await signingKeys.lock()
    const key = keys.find(key => key.kid === kid)
    if (!key) throw new SigningKeyNotFound()
    if (!(await signingKeys.revoke(kid, now, new Date(now.getTime() + keyPolicy.tokenLifeMs)))) return
    await audit({ action: 'signing-key.revoked', subject: kid, actor })
    await publish(SigningKeyRotated, rotated(kid, key.activatesAt, now))
    reloadTrust()
    if (activeKey(keys, now)?.kid !== kid) return
    const successor = await signingKeys.add(now, now)
    await audit({ action: 'signing-key.published', subject: successor, actor })
    await publish(SigningKeyRotated, rotated(successor, now, now))
  })
}

const rotated = (kid: string, activatesAt: Date, now: Date) => ({
  kid,
  activatesAt: activatesAt.toISOString(),
  rotatedAt: now.toISOString(),
})

function activationOf(anotherSigns: boolean, { publishBeforeMs }: KeyPolicy, now: Date): Date {
  return anotherSigns ? new Date(now.getTime() + publishBeforeMs) : now
}
