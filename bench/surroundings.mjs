// What stands behind every proxy under test: one service that answers small, posted and large requests; and as much of
// auth as whoever is under test needs to verify a token. Run as a process of its own; tells where it listens by IPC.
import { createServer } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { LARGE_BYTES, LARGE_PATH, largeBody } from './gateway/large.mjs'
import { COURSE, LIBRARY, PATH } from './http/course.mjs'

const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
const jwks = JSON.stringify({
  keys: [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256', use: 'sig' }],
})
const small = Buffer.from(JSON.stringify(COURSE))
const large = Buffer.from(JSON.stringify(LIBRARY))

const answers = {
  '/.well-known/jwks.json': jwks,
  '/v1/revocations': JSON.stringify({ items: [], cursor: '1' }),
  '/v1/service-tokens': JSON.stringify({ accessToken: 'bench', expiresAt: '2999-01-01T00:00:00Z' }),
}

const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  const { method, url } = request
  if (method === 'GET' && url === LARGE_PATH) return answerLarge(response)
  const body = answers[url.split('?')[0]] ?? (method === 'GET' && url === PATH ? large : small)
  const answer = () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    response.end(body)
  }
  if (method === 'GET') answer()
  else request.on('end', answer).resume()
})

function answerLarge(response) {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': LARGE_BYTES })
  // Whoever breaks off is told by the other end.
  pipeline(largeBody(), response).catch(() => undefined)
}

const seconds = Math.floor(Date.now() / 1_000)
const token = await new SignJWT({ sid: 'session', roles: ['learner'], permissions: [], aal: 1 })
  .setProtectedHeader({ alg: 'ES256', kid: 'bench', typ: 'at+jwt' })
  .setIssuer('azora')
  .setAudience('azora')
  .setSubject('0192f0c1-7b1e-7cc3-9d53-0d2f0f1f3c11')
  .setIssuedAt(seconds)
  .setExpirationTime(seconds + 3_600)
  .sign(privateKey)

server.listen(0, '127.0.0.1', () =>
  process.send({ port: server.address().port, token, largeBytes: large.length }),
)
process.on('disconnect', () => process.exit())
