import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import type { Attempt } from './attempt.js'
import { attempt, type Base } from './base.js'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** Tokens that are as good as one can make them without our key, each with what is wrong with it. */
export function foreignTokens(real: string): Record<string, string> {
  const [header = '', claims = '', signature = ''] = real.split('.')
  const head = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>
  const body = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>
  const admin = part({ ...body, roles: ['admin'], permissions: ['*:*'] })
  const signed = (text: string) =>
    `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  const hmac = (text: string) => `${text}.${createHmac('sha256', 'secret').update(text).digest('base64url')}`
  return {
    'a token another key has signed': signed(`${header}.${claims}`),
    'a token of an unknown key': signed(`${part({ ...head, kid: 'unknown' })}.${claims}`),
    'a token that expired, signed by another key': signed(
      `${header}.${part({ ...body, exp: 1_700_000_000 })}`,
    ),
    'a token with claims that were changed': `${header}.${admin}.${signature}`,
    'a token without a signature': `${part({ ...head, alg: 'none' })}.${admin}.`,
    'a token signed by a shared secret': hmac(`${part({ ...head, alg: 'HS256' })}.${admin}`),
    'a token cut short': real.slice(0, -10),
    'three parts of garbage': 'a.b.c',
    'no token at all': 'garbage',
    'an unknown service key': 'azk_local_education_0000000000000000',
  }
}

/** The request without a token, and with each of those that are no good. */
export function badIdentities(base: Base, tokens: Readonly<Record<string, string>>): Attempt[] {
  const expected = {
    statuses: [401],
    code: 'unauthenticated',
    headers: { 'www-authenticate': /^Bearer/ },
  }
  const { authorization: _authorization, ...headers } = base.headers
  const anonymous = attempt({ ...base, headers }, { what: 'no token', expected })
  const others = Object.entries(tokens).map(([what, token]) =>
    attempt(base, { what, headers: { authorization: `Bearer ${token}` }, expected }),
  )
  const schemes = ['Basic YTpi', 'Bearer', 'Bearer a b', 'Token abc'].map(authorization =>
    attempt(base, { what: authorization, headers: { authorization }, expected }),
  )
  return [anonymous, ...others, ...schemes]
}
