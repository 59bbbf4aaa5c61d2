import proxy from '@fastify/http-proxy'
import fastify from 'fastify'
import { announce } from '../http/listening.mjs'

const app = fastify()
await app.register(proxy, { upstream: `http://127.0.0.1:${process.argv[2]}` })
await app.listen({ port: 0, host: '127.0.0.1' })
announce(app.server)
