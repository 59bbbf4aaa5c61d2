import { createServer } from 'node:net'
import { bad, type Check, good } from '../check.js'
import { asRoot } from '../remedies.js'

/** Programs here can reach each other at 127.0.0.1. */
export const loopback: Check = {
  name: 'loopback',
  about: 'programs here can reach each other at 127.0.0.1',
  why: 'Everything the platform starts listens on loopback. In some containers that interface is down.',
  run: () =>
    new Promise(resolve => {
      const server = createServer()
      server.once('error', error =>
        resolve(bad(`nothing can listen on 127.0.0.1: ${error.message}`, asRoot('ip link set lo up'))),
      )
      server.listen({ port: 0, host: '127.0.0.1' }, () => server.close(() => resolve(good('127.0.0.1'))))
    }),
}
