import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
} from 'node:crypto'

/** A public key as the platform publishes it. */
export interface PublicJwk extends JsonWebKey {
  kid: string
}

/** A token that must not be good: what it tries, where that is described, and itself. */
export type Forgery = readonly [fact: string, source: string, token: string]

const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** Every published confusion of JWTs that needs no key of ours, made from a good token (RFC 8725; CVEs as named). */
export function forgeries(good: string, keys: readonly PublicJwk[]): Forgery[] {
  const [header = '', payload = '', signature = ''] = good.split('.')
  const head = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
  const admin = encode({ ...claims, roles: ['admin'], permissions: ['*:*'] })
  const ours = keys.find(({ kid }) => kid === head.kid)
  if (!ours) throw new Error('the key that has signed is not published')
  const own = ownSigner()
  const signed = (more: object) => own.token(encode({ ...head, ...more }), admin)
  return [
    ...unsigned({ head, admin, header, payload, signature }),
    ...hmacs(head, admin, ours),
    ...broughtKeys(own, signed),
    ...KIDS.map(([fact, kid]): Forgery => [`a key id that is ${fact}`, 'RFC 8725, 3.10', signed({ kid })]),
    ...spellings({ good, header, payload, signature }),
  ]
}

/** Somebody else's key, with all that it can sign. */
function ownSigner() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const token = (header: string, payload: string) => {
    const bytes = Buffer.from(`${header}.${payload}`)
    return `${header}.${payload}.${sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }
  return { token, privateKey, publicKey }
}

interface Parts {
  head: object
  admin: string
  header: string
  payload: string
  signature: string
}

const NO_ALGORITHM = ['none', 'None', 'NONE', 'nOnE', 'none ', '', null]

function unsigned({ head, admin, header, payload, signature }: Parts): Forgery[] {
  const zeros = Buffer.alloc(64).toString('base64url')
  const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
  const atOrder = Buffer.concat([order, order]).toString('base64url')
  return [
    ...NO_ALGORITHM.flatMap((alg): Forgery[] => {
      const none = encode({ ...head, alg })
      return [
        [`the algorithm ${JSON.stringify(alg)}`, 'RFC 8725, 3.1', `${none}.${admin}.`],
        [
          `the algorithm ${JSON.stringify(alg)} and a signature`,
          'RFC 8725, 3.1',
          `${none}.${admin}.${signature}`,
        ],
      ]
    }),
    ['no signature', 'RFC 7515, 3.1', `${header}.${admin}.`],
    ['no part for a signature', 'RFC 7515, 3.1', `${header}.${payload}`],
    ["another payload's signature", 'RFC 7515, 5.2', `${header}.${admin}.${signature}`],
    ['a signature of zeros', 'CVE-2022-21449', `${header}.${admin}.${zeros}`],
    ["a signature of the group's order", 'CVE-2022-21449', `${header}.${admin}.${atOrder}`],
    [
      'a signature of nothing, in DER',
      'CVE-2022-21449',
      `${header}.${admin}.${Buffer.from('3006020100020100', 'hex').toString('base64url')}`,
    ],
    ['half a signature', 'RFC 7518, 3.4', `${header}.${payload}.${signature.slice(0, 43)}`],
    ['a signature twice', 'RFC 7518, 3.4', `${header}.${payload}.${signature}${signature}`],
  ]
}

/** The public key taken for a shared secret, in each form in which it might be kept. */
function hmacs(head: object, admin: string, ours: PublicJwk): Forgery[] {
  const key: KeyObject = createPublicKey({ key: ours, format: 'jwk' })
  const pem = key.export({ type: 'spki', format: 'pem' }).toString()
  const secrets: Record<string, string | Buffer> = {
    'in PEM': pem,
    'in PEM without its last line feed': pem.trimEnd(),
    'in DER': key.export({ type: 'spki', format: 'der' }),
    'as JWK': JSON.stringify(ours),
    'as its x': Buffer.from(ours.x ?? '', 'base64url'),
    'as a point': Buffer.concat([
      Buffer.of(4),
      Buffer.from(ours.x ?? '', 'base64url'),
      Buffer.from(ours.y ?? '', 'base64url'),
    ]),
    'that is empty': '',
    'that everybody knows': 'secret',
  }
  return Object.entries(secrets).flatMap(([form, secret]) =>
    (['256', '384', '512'] as const).map((bits): Forgery => {
      const text = `${encode({ ...head, alg: `HS${bits}` })}.${admin}`
      const mac = createHmac(`sha${bits}`, secret).update(text).digest('base64url')
      return [`HS${bits} by the public key ${form}`, 'RFC 8725, 2.1', `${text}.${mac}`]
    }),
  )
}

function broughtKeys(
  { publicKey, privateKey }: ReturnType<typeof ownSigner>,
  signed: (more: object) => string,
): Forgery[] {
  const jwk = publicKey.export({ format: 'jwk' })
  const away = 'https://attacker.example/keys.json'
  const x5c = [publicKey.export({ type: 'spki', format: 'der' }).toString('base64')]
  const other = sign('sha512', Buffer.from('x'), privateKey).toString('base64url')
  return [
    ['signed by a key of its own', 'RFC 8725, 3.8', signed({})],
    ['bringing its key', 'RFC 7515, 4.1.3', signed({ jwk })],
    ['bringing its key under the name of ours', 'CVE-2018-0114', signed({ jwk: { ...jwk, kid: 'ours' } })],
    ['saying where to fetch its key', 'RFC 7515, 4.1.2', signed({ jku: away })],
    ['saying where to fetch its certificate', 'RFC 7515, 4.1.5', signed({ x5u: away })],
    ['bringing its certificate', 'RFC 7515, 4.1.6', signed({ x5c })],
    [
      'with a header it says must be understood',
      'RFC 7515, 4.1.11',
      signed({ crit: ['x-admin'], 'x-admin': true }),
    ],
    ['whose payload is not encoded', 'RFC 7797, 3', signed({ b64: false, crit: ['b64'] })],
    ['whose payload is not encoded, and that does not say so', 'RFC 7797, 6', signed({ b64: false })],
    ['by another curve', 'RFC 7518, 3.4', signed({ alg: 'ES512' }).replace(/[^.]+$/, other)],
    ['by an algorithm of RSA', 'RFC 8725, 3.1', signed({ alg: 'RS256' })],
    ['by an algorithm nobody has heard of', 'RFC 8725, 3.1', signed({ alg: 'ES256K1' })],
    ['compressed', 'RFC 7516, 4.1.3', signed({ zip: 'DEF' })],
    [
      'encrypted',
      'RFC 7516, 7.1',
      `${encode({ alg: 'dir', enc: 'A256GCM' })}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA`,
    ],
    ['of another type', 'RFC 8725, 3.11', signed({ typ: 'JWT' })],
    ['of no type', 'RFC 8725, 3.11', signed({ typ: undefined })],
  ]
}

const KIDS: readonly (readonly [fact: string, kid: unknown])[] = [
  ['a path', '../../../../dev/null'],
  ['an address', 'https://attacker.example/key.pem'],
  ['SQL', "' union select 'key' --"],
  ['a command', '| id'],
  ['a zero byte', '\0'],
  ['an end of line', 'a\r\nset-cookie: a=b'],
  ['empty', ''],
  ['very long', 'k'.repeat(4_000)],
  ['a list', ['a', 'b']],
  ['an object', { toString: 1 }],
  ['a number', 0],
  ['nothing', null],
  ['a prototype', '__proto__'],
]

/** The good token, written in another way: it is that token or none. */
function spellings({
  good,
  header,
  payload,
  signature,
}: Omit<Parts, 'head' | 'admin'> & { good: string }): Forgery[] {
  const last = good.charCodeAt(good.length - 1)
  const swapped = Buffer.from(signature, 'base64url').toString('base64')
  return [
    ['with padding', 'RFC 7515, 2', `${good}==`],
    ['with padding in the middle', 'RFC 7515, 2', `${header}=.${payload}=.${signature}`],
    ['in another alphabet', 'RFC 7515, 2', `${header}.${payload}.${swapped.replace(/=+$/, '')}+/`],
    ['with bits that mean nothing', 'RFC 4648, 3.5', good.slice(0, -1) + String.fromCharCode(last + 1)],
    ['with a part too many', 'RFC 7515, 7.1', `${good}.e30`],
    ['with an empty part', 'RFC 7515, 7.1', `${header}..${payload}.${signature}`],
    ['with a comma behind', 'RFC 9110, 5.6.1', `${good},${good}`],
    ['in quotes', 'RFC 9110, 11.2', `"${good}"`],
    ['as JSON', 'RFC 7515, 7.2', JSON.stringify({ protected: header, payload, signature })],
    ['in escapes', 'RFC 3986, 2.1', encodeURIComponent(good).replaceAll('.', '%2E')],
    [
      'with its header read from a repeated name',
      'RFC 7515, 4',
      `${encode(`{"alg":"none","alg":"ES256"}`)}.${payload}.${signature}`,
    ],
    ['in capitals', 'RFC 7515, 2', good.toUpperCase()],
    ['beyond all length', 'RFC 9110, 5.4', `${header}.${'A'.repeat(10_000)}.${signature}`],
  ]
}
