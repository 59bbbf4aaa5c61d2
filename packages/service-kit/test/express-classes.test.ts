import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import express, { type Express } from 'express'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { listeningPort } from '../fixtures/listening.js'
import { expressClasses } from '../src/http/express-classes.js'

const servers: Server[] = []

afterEach(() => {
  vi.restoreAllMocks()
  for (const server of servers.splice(0)) server.close()
})

/** An Express application whose requests and responses are of our classes, or of Node's. */
async function serving(own: boolean, answer: (app: Express) => void) {
  const app = express()
  const classes = own ? expressClasses(app, ['x-base', 'always']) : {}
  answer(app)
  const server = createServer(classes as never, app).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${listeningPort(server)}/there`
}

test('Express finds its own methods on our objects, and every answer has the base headers', async () => {
  const url = await serving(true, app =>
    app.use((request, response) => {
      response.status(201).json({ path: request.path, accepts: request.accepts('json') })
    }),
  )
  const response = await fetch(url)
  expect([response.status, response.headers.get('x-base'), await response.json()]).toEqual([
    201,
    'always',
    { path: '/there', accepts: 'json' },
  ])
})

describe('the prototypes Express sets on each request and response', () => {
  /** What `Object.setPrototypeOf` was asked to change: objects that had another prototype before. */
  async function changed(own: boolean): Promise<unknown[]> {
    const url = await serving(own, app => app.use((_request, response) => void response.end()))
    const changes: unknown[] = []
    const set = Object.setPrototypeOf
    vi.spyOn(Object, 'setPrototypeOf').mockImplementation((target: object, prototype) => {
      if (Object.getPrototypeOf(target) !== prototype) changes.push(target.constructor.name)
      return set(target, prototype)
    })
    await fetch(url)
    return changes
  }

  test('are there already, so that V8 keeps knowing their shape', async () => {
    expect(await changed(true)).toEqual([])
  })

  test('would change objects of Node’s own classes', async () => {
    expect(await changed(false)).toEqual(['IncomingMessage', 'ServerResponse'])
  })
})
