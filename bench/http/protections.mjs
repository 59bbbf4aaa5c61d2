// Whether a server under test gives the answer that all give, and has the protections it is said to have: a comparison
// with one that has not says nothing.
import assert from 'node:assert/strict'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { scratch } from '../processes.mjs'
import { COURSE, created, LIBRARY, NEW_COURSE, PATH } from './course.mjs'
import { ORIGIN } from './subjects.mjs'

const ONE = `${PATH}/${COURSE.id}`
const FEW = 20
const LOG_WAIT_MS = 2_000

/** @param {{ port: number }} subject @param {string} token */
export async function checkAnswers({ port }, token) {
  const ask = asker(port, token)
  assert.deepEqual(await ask.json(ONE), { status: 200, body: COURSE })
  assert.deepEqual(await ask.json(PATH), { status: 200, body: LIBRARY })
  assert.deepEqual(await ask.json(PATH, post(NEW_COURSE)), { status: 201, body: created(NEW_COURSE) })
}

/**
 * @param {(surroundings: object) => Promise<{ port: number, stop: () => Promise<unknown> }>} start
 * @param {{ authUrl: string }} surroundings
 * @param {string} token
 */
export async function checkProtections(start, surroundings, token) {
  const log = join(scratch('log'), 'stdout')
  const output = openSync(log, 'w')
  const subject = await start({ ...surroundings, limit: FEW, output })
  try {
    const ask = asker(subject.port, token)
    await checkTokens(ask, token)
    await checkInput(ask)
    await checkHeaders(ask)
    assert.match(await (await ask(`/metrics`, { token: undefined })).text(), /_bucket\{/)
    await waitFor(() => readFileSync(log, 'utf8').includes(ONE), 'no line of the access log')
    await checkLimit(ask)
  } finally {
    await subject.stop()
    closeSync(output)
  }
}

async function checkTokens(ask, token) {
  const status = async sent => (await ask(ONE, { token: sent })).status
  assert.equal(await status(token), 200)
  for (const bad of [undefined, 'nonsense', `${token.slice(0, -8)}AAAAAAAA`])
    assert.equal(await status(bad), 401)
}

async function checkInput(ask) {
  assert.equal((await ask(`${PATH}/not-a-uuid`)).status, 400)
  assert.equal((await ask(PATH, post({ text: 'no title' }))).status, 400)
}

async function checkHeaders(ask) {
  const allowed = await ask(ONE, { headers: { origin: ORIGIN } })
  assert.equal(allowed.headers.get('x-content-type-options'), 'nosniff')
  assert.ok(allowed.headers.get('content-security-policy'))
  assert.equal(allowed.headers.get('access-control-allow-origin'), ORIGIN)
  const foreign = await ask(ONE, { headers: { origin: 'https://elsewhere.example' } })
  assert.notEqual(foreign.headers.get('access-control-allow-origin'), 'https://elsewhere.example')
  const large = await ask(PATH, { headers: { 'accept-encoding': 'gzip' } })
  assert.equal(large.headers.get('content-encoding'), 'gzip')
}

async function checkLimit(ask) {
  const statuses = await Promise.all(Array.from({ length: 2 * FEW }, async () => (await ask(ONE)).status))
  assert.ok(statuses.includes(429), 'nothing was limited')
}

const post = body => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

function asker(port, token) {
  const ask = (path, { headers, ...options } = {}) => {
    const sent = 'token' in options ? options.token : token
    const authorization = sent === undefined ? {} : { authorization: `Bearer ${sent}` }
    return fetch(`http://127.0.0.1:${port}${path}`, { ...options, headers: { ...authorization, ...headers } })
  }
  ask.json = async (path, options) => {
    const response = await ask(path, options)
    return { status: response.status, body: await response.json() }
  }
  return ask
}

async function waitFor(condition, complaint) {
  const until = Date.now() + LOG_WAIT_MS
  while (!condition()) {
    assert.ok(Date.now() < until, complaint)
    await pause(20)
  }
}
