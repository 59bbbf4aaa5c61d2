// A load generator that costs next to nothing: prepared bytes out, lengths counted in. Several connections, each with
// one request at a time.
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const END_OF_HEAD = Buffer.from('\r\n\r\n')

/**
 * @param {{ port: number, request: string, connections?: number, seconds: number, perSecond?: number }} load
 * @returns {Promise<{ answered: number, perSecond: number, p50Ms: number, p99Ms: number, failed: number }>}
 */
export async function drive({ port, request, connections = 32, seconds, perSecond }) {
  const run = { latencies: [], failed: 0, over: false }
  const bytes = Buffer.from(request)
  const gapMs = perSecond ? (connections * 1_000) / perSecond : 0
  const startedAt = performance.now()
  const lanes = Array.from({ length: connections }, (_, at) =>
    lane({ port, bytes, gapMs, firstMs: (gapMs * at) / connections, run }),
  )
  await pause(seconds * 1_000)
  run.over = true
  const tookMs = performance.now() - startedAt
  await Promise.all(lanes)
  const sorted = Float64Array.from(run.latencies).toSorted()
  const at = part => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
  return {
    answered: sorted.length,
    perSecond: sorted.length / (tookMs / 1_000),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    failed: run.failed,
  }
}

/** One connection. */
function lane({ port, bytes, gapMs, firstMs, run }) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let sentAt = 0
    let due = performance.now() + firstMs
    let left = 0
    const send = () => {
      if (run.over) {
        socket.end(resolve)
        return
      }
      sentAt = performance.now()
      socket.write(bytes)
    }
    const next = () => {
      due += gapMs
      const waitMs = due - performance.now()
      if (gapMs > 0 && waitMs > 0) setTimeout(send, waitMs)
      else send()
    }
    socket.once('connect', () => setTimeout(send, firstMs))
    socket.once('error', reject)
    socket.on('data', chunk => {
      left = left > 0 ? left - chunk.length : remaining(chunk, run)
      if (left > 0) return
      run.latencies.push(performance.now() - sentAt)
      next()
    })
  })
}

/** How much of an answer is still to come after its first piece. A head that comes in two pieces would be a bug here, and is counted. */
function remaining(chunk, run) {
  const end = chunk.indexOf(END_OF_HEAD)
  const head = chunk.toString('latin1', 0, Math.max(end, 0))
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
  if (!/^HTTP\/1\.1 20[01]/.test(head) || length === undefined) run.failed += 1
  return end + END_OF_HEAD.length + Number(length ?? 0) - chunk.length
}
