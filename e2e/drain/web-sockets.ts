import { EventEmitter, once } from 'node:events'
import { WebSocket } from 'ws'

/** How a WebSocket ended. */
export interface Closing {
  code: number
  reason: string
}

/** WebSockets that go on talking, and are opened anew when they are closed. */
export interface Talk extends AsyncDisposable {
  /** How each one ended that did not end by us. */
  readonly closings: readonly Closing[]
  /** Resolves once each is open. */
  settled(): Promise<void>
}

const SAY_EVERY_MS = 20
const OURS = 1_000

/** Opens so many. Whatever is said must come back. */
export function talk(url: string, count: number): Talk {
  const closings: Closing[] = []
  const open = new Set<WebSocket>()
  const opened = new EventEmitter()
  let isOver = false
  const begin = (): void => {
    const socket = new WebSocket(url.replace('http', 'ws'))
    let isOpen = false
    const saying = setInterval(() => isOpen && socket.send('hello'), SAY_EVERY_MS)
    socket.once('open', () => {
      isOpen = true
      open.add(socket)
      opened.emit('open')
    })
    // What goes wrong shows in the code it is closed with.
    socket.on('error', () => undefined)
    socket.once('close', (code, reason) => {
      isOpen = false
      clearInterval(saying)
      open.delete(socket)
      if (code !== OURS) closings.push({ code, reason: String(reason) })
      if (!isOver) begin()
    })
  }
  for (let n = 0; n < count; n++) begin()
  return {
    closings,
    settled: async () => {
      while (open.size < count) await once(opened, 'open')
    },
    async [Symbol.asyncDispose]() {
      isOver = true
      await Promise.all(
        [...open].map(async socket => {
          socket.close(OURS)
          await once(socket, 'close')
        }),
      )
    },
  }
}
