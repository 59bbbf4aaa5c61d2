import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { bad, type Check, type Finding, good, type Patient, skipped } from '../check.js'

const TIMEOUT_MS = 1_500
const REMEDY =
  'Start it, or correct REDIS_URL; without it (unset REDIS_URL) the platform does with what is there'

/** The Redis that is configured answers. */
export const redis: Check = {
  name: 'redis',
  about: 'the server of REDIS_URL answers',
  why: 'Without it limits and caches count per process, and each request waits to find that out.',
  async run({ context: { env }, status }) {
    const part = status?.infrastructure.find(({ name }) => name === 'redis')
    if (part?.state === 'failed') return bad(part.lastError ?? 'Redis has failed', 'azora logs redis')
    const url = givenUrl(part, env['REDIS_URL'])
    return url ? judged(url) : skipped(part?.summary || 'REDIS_URL is not set')
  },
}

function judged(url: string): Promise<Finding> | Finding {
  return /^rediss?:\/\//.test(url) && URL.canParse(url)
    ? pinged(new URL(url))
    : bad('REDIS_URL is no address of Redis (redis://:PASSWORD@HOST:PORT)', REMEDY)
}

type Part = NonNullable<Patient['status']>['infrastructure'][number]

/** What runs says where it was told to look; the password it keeps to itself. */
function givenUrl(part: Part | undefined, configured: string | undefined) {
  if (!part) return configured
  if (part.origin !== 'given') return undefined
  const isSame =
    configured &&
    part.address &&
    URL.canParse(configured) &&
    new URL(configured).host === new URL(part.address).host
  return isSame ? configured : part.address
}

function pinged(url: URL): Promise<Finding> {
  const { hostname, port, host, protocol } = url
  const target = { host: hostname, port: Number(port || 6379) }
  const socket: Socket = protocol === 'rediss:' ? connectTls(target) : connect(target)
  return new Promise(resolve => {
    const conclude = (finding: Finding) => {
      socket.destroy()
      resolve(finding)
    }
    socket.setTimeout(TIMEOUT_MS, () => conclude(bad(`${host} does not answer`, REMEDY)))
    socket.once('error', error => conclude(bad(`${host} cannot be reached: ${error.message}`, REMEDY)))
    socket.once('close', () => conclude(bad(`${host} hangs up`, REMEDY)))
    socket.write(`${authentication(url)}PING\r\n`)
    let text = ''
    socket.on('data', chunk => {
      text += chunk.toString()
      const verdict = verdictOn(text, url)
      if (verdict) conclude(verdict)
    })
  })
}

function authentication({ username, password }: URL) {
  const words = [username, password].filter(Boolean).map(word => decodeURIComponent(word))
  return password ? `AUTH ${words.join(' ')}\r\n` : ''
}

function verdictOn(text: string, { host, password }: URL): Finding | null {
  if (/^\+PONG/m.test(text)) return good(host)
  // Of a platform that runs we do not know the password; that one is asked for is answer enough.
  if (/^-NOAUTH/m.test(text)) return password ? null : good(`${host}, which asks for a password`)
  const [, refusal] = /^-(.+)$/m.exec(text) ?? []
  if (refusal) return bad(`${host} refuses: ${refusal.trim()}`, REMEDY)
  return text.startsWith('+') || text === '' ? null : bad(`${host} is no Redis`, REMEDY)
}
