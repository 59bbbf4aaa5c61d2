import { NotConfigured } from '../runtime/failures.js'

/** What is used of a WebSocket: those of browsers, of Node from 22 on, and of `ws` have it. */
export interface WebSocketLike {
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void
  addEventListener(type: 'open' | 'error', listener: () => void): void
  close(code?: number, reason?: string): void
}

/** Opens WebSockets. */
export type WebSocketClass = new (url: string, protocols: string[]) => WebSocketLike

/** The one given, or that of the place it runs in. @throws NotConfigured where there is none */
export function webSocketClass(given: WebSocketClass | undefined): WebSocketClass {
  const found: unknown = given ?? Reflect.get(globalThis, 'WebSocket')
  if (typeof found === 'function') return found as WebSocketClass
  throw new NotConfigured(
    '`webSocket` is missing: Node has one from 22 on; before, pass that of the package ws',
  )
}
