// What clients do all day, in turn: read, create under a key, repeat it, be refused, sign in and refresh.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Sends so many requests a second until it is stopped, however long answers take.
 *
 * @param {{ gateway: string, root: string, perSecond: number }} options
 */
export function traffic({ gateway, root, perSecond }) {
  const { users } = JSON.parse(readFileSync(join(root, '.azora/credentials.json'), 'utf8'))
  const client = { gateway, credentials: users.instructor, tokens: undefined, key: randomUUID() }
  const outcome = { sent: 0, failed: {} }
  const under = new Set()
  const timer = setInterval(() => {
    const step = STEPS[outcome.sent++ % STEPS.length]
    const call = step(client)
      .catch(error => error.cause?.code ?? error.message)
      .then(wrong => {
        if (wrong) outcome.failed[wrong] = (outcome.failed[wrong] ?? 0) + 1
        under.delete(call)
      })
    under.add(call)
  }, 1_000 / perSecond)
  return {
    outcome,
    stop: async () => {
      clearInterval(timer)
      await Promise.all(under)
    },
  }
}

const read = client => expecting(200, get(client, '/education/v1/courses'))
const levels = client => expecting(200, get(client, '/education/v1/levels'))
const missing = client => expecting(404, get(client, `/education/v1/courses/${randomUUID()}`))
const forged = client => expecting(401, get(client, '/education/v1/me/courses', 'eyJ.eyJ.x'))
const mine = async client => expecting(200, get(client, '/education/v1/me/courses', await tokenOf(client)))

function create(client) {
  client.key = randomUUID()
  return repeat(client)
}

async function repeat(client) {
  const { key } = client
  const body = { title: `Soaked ${key}`, level: 'ZA-NQF/6' }
  const headers = { authorization: `Bearer ${await tokenOf(client)}`, 'idempotency-key': key }
  const answer = await post(client, '/education/v1/courses', { body, headers })
  // The first may be under way still: 409 says so.
  return answer.status === 409 ? undefined : expecting(201, answer)
}

/** One at a time, as clients do: an answer that is overtaken would bring an old token back. */
function refresh(client) {
  client.refreshing ??= refreshed(client).finally(() => {
    client.refreshing = undefined
  })
  return client.refreshing
}

async function refreshed(client) {
  const { refreshToken } = await signedIn(client)
  const answer = await post(client, '/auth/v1/token/refresh', { body: { refreshToken } })
  if (answer.ok) client.tokens = Promise.resolve(await answer.json())
  return answer.ok ? undefined : `refresh answered ${answer.status}`
}

const STEPS = [read, levels, mine, create, repeat, missing, read, levels, forged, mine, read, levels, refresh]

async function expecting(status, answering) {
  const answer = await answering
  await answer.arrayBuffer()
  return answer.status === status
    ? undefined
    : `${answer.url.replace(/.*\/v1/, '')} answered ${answer.status}`
}

const get = ({ gateway }, path, token) =>
  fetch(gateway + path, { headers: token ? { authorization: `Bearer ${token}` } : {} })

const post = ({ gateway }, path, { body, headers = {} }) =>
  fetch(gateway + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

const tokenOf = async client => (await signedIn(client)).accessToken

function signedIn(client) {
  client.tokens ??= post(client, '/auth/v1/login', { body: client.credentials }).then(answer => answer.json())
  return client.tokens
}
