// One body of a GiB in each direction: whether the gateway passes it on, or keeps it.
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export const LARGE_PATH = '/v1/large'
export const LARGE_BYTES = 1024 ** 3

const PIECE = Buffer.alloc(64 * 1024, 'x')
const LOOK_MS = 20

/** A GiB, made as it is read. */
export function largeBody() {
  let left = LARGE_BYTES
  return new Readable({
    read() {
      this.push(left > 0 ? PIECE : null)
      left -= PIECE.length
    },
  })
}

/**
 * Sends a GiB through and fetches one, and tells how fast that was and how much more memory the process had meanwhile
 * than before, at most, in MiB.
 *
 * @param {{ port: number, pid: number, prefix: string, token: string }} subject
 */
export async function largeThrough({ port, pid, prefix, token }) {
  const path = `${prefix}${LARGE_PATH}`
  const authorization = `Bearer ${token}`
  const upload = { method: 'POST', headers: { authorization, 'content-length': LARGE_BYTES } }
  return {
    up: await watched(pid, () => exchanged({ port, path, ...upload }, largeBody())),
    down: await watched(pid, () => exchanged({ port, path, headers: { authorization } }, Readable.from([]))),
  }
}

async function exchanged(options, body) {
  const asked = request({ host: '127.0.0.1', ...options })
  const [response] = await Promise.all([
    new Promise((resolve, reject) => asked.once('response', resolve).once('error', reject)),
    pipeline(body, asked),
  ])
  let received = 0
  for await (const chunk of response) received += chunk.length
  const isWhole = options.method === 'POST' ? received > 0 : received === LARGE_BYTES
  if (response.statusCode !== 200 || !isWhole) throw new Error(`${response.statusCode}, ${received} bytes`)
}

async function watched(pid, work) {
  const before = residentMiB(pid)
  let most = before
  const look = setInterval(() => {
    most = Math.max(most, residentMiB(pid))
  }, LOOK_MS)
  const startedAt = performance.now()
  await work()
  const seconds = (performance.now() - startedAt) / 1_000
  clearInterval(look)
  const growth = Math.max(most, residentMiB(pid)) - before
  return { 'MiB/s': Math.round(LARGE_BYTES / 2 ** 20 / seconds), 'growth MiB': growth.toFixed(1) }
}

/** What a process has in memory; NaN where the system does not say (it does on Linux). */
function residentMiB(pid) {
  try {
    const [, kiB] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kiB) / 1024
  } catch {
    return Number.NaN
  }
}
