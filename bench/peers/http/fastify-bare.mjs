import fastify from 'fastify'
import { COURSE, created, LIBRARY } from '../../http/course.mjs'
import { announce } from './listening.mjs'

const app = fastify()
app.get('/v1/courses/:courseId', request => ({ ...COURSE, id: request.params.courseId }))
app.get('/v1/courses', () => LIBRARY)
app.post('/v1/courses', (request, reply) => reply.code(201).send(created(request.body)))
await app.listen({ port: 0, host: '127.0.0.1' })
announce(app.server)
