import { WeakPassword } from '@azora/contracts/auth'
import { weaknessesOf } from './password-policy.js'

/** Returns the password if it may be used for this address. @throws WeakPassword with `weaknesses` */
export function acceptablePassword(password: string, email: string): string {
  const weaknesses = weaknessesOf(password, email)
  if (weaknesses.length === 0) return password
  throw new WeakPassword(`The password is ${weaknesses.join(', ').replaceAll('-', ' ')}.`, {
    extensions: { weaknesses },
  })
}
