import { createServer } from 'node:net'
import { manifestsOf } from '../../graph/graph.js'
import { type Check, good, warning } from '../check.js'

/** The ports in the manifests are ours or free; where one is not, the service moves. */
export const ports: Check = {
  name: 'ports',
  about: 'the documented ports are ours or free',
  async find({ root, status }) {
    const wanted = (await manifestsOf(root)).map(({ manifest }) => manifest)
    const ours = new Set(
      status?.services.flatMap(({ port, instances }) => [port, ...instances.map(each => each.port)]),
    )
    const taken = await Promise.all(
      wanted
        .filter(({ port }) => !ours.has(port))
        .map(async service => ({ ...service, isFree: await isFree(service.port) })),
    )
    const moved = taken.filter(({ isFree: free }) => !free).map(({ name, port }) => `${port} of ${name}`)
    return moved.length === 0
      ? good(wanted.map(({ port }) => port).join(', '))
      : warning(`${moved.join(', ')} is taken by another program: the service moves`, 'azora status')
  },
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
