import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, test } from 'vitest'
import { expressClasses } from '../src/http/express-classes.js'

test('Express finds the prototypes it would set already there, and its own methods still work', async () => {
  const app = express()
  const classes = expressClasses(app, ['x-base', 'always'])
  const seen: boolean[] = []
  app.use((request, response) => {
    seen.push(Object.getPrototypeOf(request) === classes.IncomingMessage.prototype)
    seen.push(Object.getPrototypeOf(response) === classes.ServerResponse.prototype)
    response.status(201).json({ path: request.path, accepts: request.accepts('json') })
  })
  const server = createServer(classes as never, app).listen(0, '127.0.0.1')
  const { port } = await new Promise<AddressInfo>(resolve =>
    server.once('listening', () => resolve(server.address() as AddressInfo)),
  )
  const response = await fetch(`http://127.0.0.1:${port}/there`)
  const body = await response.json()
  server.close()
  expect(seen).toEqual([true, true])
  expect([response.status, response.headers.get('x-base'), body]).toEqual([
    201,
    'always',
    { path: '/there', accepts: 'json' },
  ])
})
