// Express with the middleware that everybody takes, as their READMEs show it.
import compression from 'compression'
import cors from 'cors'
import express from 'express'
import { expressjwt } from 'express-jwt'
import promBundle from 'express-prom-bundle'
import { rateLimit } from 'express-rate-limit'
import helmet from 'helmet'
import jwksRsa from 'jwks-rsa'
import morgan from 'morgan'
import * as z from 'zod'
import { COURSE, created, LIBRARY } from '../../http/course.mjs'
import { ALLOWED_ORIGIN, AUTH_URL, announce, LIMIT } from './listening.mjs'

const Params = z.object({ courseId: z.uuid() })
const NewCourse = z.object({ title: z.string().min(1).max(200), text: z.string().max(1_000) })

const valid = (part, schema) => (request, response, next) => {
  const read = schema.safeParse(request[part])
  if (read.success) next()
  else response.status(400).json({ errors: read.error.issues })
}

const app = express()
app.use(morgan('combined'))
app.use(promBundle({ includeMethod: true, includePath: true, includeStatusCode: true }))
app.use(helmet())
app.use(cors({ origin: [ALLOWED_ORIGIN], credentials: true }))
app.use(compression())
app.use(
  rateLimit({ windowMs: 60_000, limit: Number(LIMIT), standardHeaders: 'draft-8', legacyHeaders: false }),
)
app.use(
  expressjwt({
    secret: jwksRsa.expressJwtSecret({
      cache: true,
      rateLimit: true,
      jwksRequestsPerMinute: 5,
      jwksUri: `${AUTH_URL}/.well-known/jwks.json`,
    }),
    audience: 'azora',
    issuer: 'azora',
    algorithms: ['ES256'],
  }),
)
app.use(express.json())
app.get('/v1/courses/:courseId', valid('params', Params), (request, response) => {
  response.json({ ...COURSE, id: request.params.courseId })
})
app.get('/v1/courses', (_request, response) => {
  response.json(LIBRARY)
})
app.post('/v1/courses', valid('body', NewCourse), (request, response) => {
  response.status(201).json(created(request.body))
})
// oxlint-disable-next-line max-params -- Express tells error handlers from others by their four parameters.
app.use((error, _request, response, _next) => {
  response.status(error.status ?? 500).json({ message: error.message })
})
const server = app.listen(0, '127.0.0.1', () => announce(server))
