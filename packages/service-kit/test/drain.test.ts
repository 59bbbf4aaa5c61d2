import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { expect, test } from 'vitest'
import { gate, service } from '../fixtures/notes/service.js'
import { started } from '../src/testing/index.js'

/** A client that uses one connection for as long as it may. */
function keepingAlive({ url }: { url: string }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return async (path: string) => {
    const asked = request(url + path, { agent }).end()
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    await response.resume().toArray()
    return {
      status: response.statusCode,
      connection: response.headers.connection,
      reused: asked.reusedSocket,
    }
  }
}

test('a request in flight when the service stops is answered, and told that its connection ends', async () => {
  await using app = await started(service)
  const entered = new Promise<void>(resolve => (gate.entered = resolve))
  let open = () => {}
  gate.wait = new Promise(resolve => (open = resolve))
  const answer = keepingAlive(app)('/v1/slow')
  await entered
  const stopped = app.service.stop()
  open()
  expect(await answer).toMatchObject({ status: 200, connection: 'close' })
  expect(await stopped).toEqual([])
})

test('a request that was on its way when the service began to stop is answered too', async () => {
  await using app = await started(service)
  const ask = keepingAlive(app)
  expect(await ask('/v1/notes')).toMatchObject({ connection: 'keep-alive' })
  const stopped = app.service.stop()
  expect(await ask('/v1/notes')).toEqual({ status: 200, connection: 'close', reused: true })
  await stopped
})

test('of many clients at once none loses a request on a connection it had', async () => {
  await using app = await started(service)
  const clients = Array.from({ length: 20 }, () => keepingAlive(app))
  await Promise.all(clients.map(ask => ask('/v1/notes')))
  const stopped = app.service.stop()
  const answers = await Promise.all(clients.map(ask => ask('/v1/notes')))
  expect(answers).toEqual(clients.map(() => ({ status: 200, connection: 'close', reused: true })))
  await stopped
})

test('clients are told to leave a connection alone sooner than it is closed', async () => {
  await using app = await started(service)
  const { headers } = await fetch(`${app.url}/v1/notes`)
  expect(headers.get('keep-alive')).toBe('timeout=5')
})
