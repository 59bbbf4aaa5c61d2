import { connect } from 'node:net'

/** Whether somebody takes connections at an address. Nothing is sent. */
export function answersAt(url: string, timeoutMs: number): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const socket = connect({ host, port: Number(port) || (protocol === 'https:' ? 443 : 80) })
  return new Promise(resolve => {
    const done = (answers: boolean) => {
      socket.destroy()
      resolve(answers)
    }
    socket.setTimeout(timeoutMs, () => done(false))
    socket.once('connect', () => done(true)).once('error', () => done(false))
  })
}
