// Fastify with the plugins that everybody takes, as their READMEs show it. (`fastify-metrics` wants a newer Node than the
// rest: its histogram is made with `prom-client` here, which it is made with itself. `get-jwks`, which the README of
// `@fastify/jwt` names for key sets, takes 5 ms to read an EC key, each time: the key is given by hand.)
import { createPublicKey } from 'node:crypto'
import compress from '@fastify/compress'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import jwt from '@fastify/jwt'
import rateLimit from '@fastify/rate-limit'
import fastify from 'fastify'
import { COURSE, created, LIBRARY } from '../../http/course.mjs'
import { measure } from './fastify-metrics.mjs'
import { ALLOWED_ORIGIN, AUTH_URL, announce, LIMIT } from './listening.mjs'

const Course = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'string', enum: ['draft', 'published'] },
    version: { type: 'integer' },
  },
}
const Params = { type: 'object', properties: { courseId: { type: 'string', format: 'uuid' } } }
const NewCourse = {
  type: 'object',
  required: ['title', 'text'],
  properties: {
    title: { type: 'string', minLength: 1, maxLength: 200 },
    text: { type: 'string', maxLength: 1_000 },
  },
}

const { keys } = await (await fetch(`${AUTH_URL}/.well-known/jwks.json`)).json()
const publicKey = createPublicKey({ key: keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' })

const app = fastify({ logger: true })
measure(app)
await app.register(helmet)
await app.register(cors, { origin: [ALLOWED_ORIGIN], credentials: true })
await app.register(compress)
await app.register(rateLimit, { max: Number(LIMIT), timeWindow: '1 minute' })
await app.register(jwt, {
  secret: { public: publicKey },
  verify: { allowedIss: 'azora', allowedAud: 'azora', algorithms: ['ES256'] },
})
const onRequest = request => request.jwtVerify()

app.get(
  '/v1/courses/:courseId',
  { onRequest, schema: { params: Params, response: { 200: Course } } },
  request => ({ ...COURSE, id: request.params.courseId }),
)
app.get('/v1/courses', { onRequest }, async () => LIBRARY)
app.post(
  '/v1/courses',
  { onRequest, schema: { body: NewCourse, response: { 201: Course } } },
  async (request, reply) => reply.code(201).send(created(request.body)),
)
await app.listen({ port: 0, host: '127.0.0.1' })
announce(app.server)
