import { createServer } from 'node:net'
import { bad, type Check, good } from '../check.js'

/** Programs here can reach each other at 127.0.0.1. */
export const loopback: Check = {
  name: 'loopback',
  about: 'programs here can reach each other at 127.0.0.1',
  find: () =>
    new Promise(resolve => {
      const server = createServer()
      server.once('error', error =>
        resolve(bad(error.message, 'Bring up the loopback interface: ip link set lo up')),
      )
      server.listen({ port: 0, host: '127.0.0.1' }, () => server.close(() => resolve(good('127.0.0.1'))))
    }),
}
