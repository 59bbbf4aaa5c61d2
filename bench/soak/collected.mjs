import { once } from 'node:events'
import { WebSocket } from 'ws'

/**
 * Has a process give up all the memory it does not need, as a debugger does: what is left is what it holds on to. A process
 * with little to do would otherwise wait for longer than it is watched, and seem to grow.
 *
 * @param {string} inspectUrl where a debugger attaches to it
 */
export async function collected(inspectUrl) {
  const [{ webSocketDebuggerUrl }] = await (await fetch(`${inspectUrl}/json`)).json()
  const debugging = new WebSocket(webSocketDebuggerUrl)
  await once(debugging, 'open')
  debugging.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }))
  await once(debugging, 'message')
  debugging.close()
}
