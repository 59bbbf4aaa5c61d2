import { connect } from 'node:net'

/** Sends bytes as they are, and gives everything that comes back until the connection is closed. */
export function rawAnswer(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    let answer = ''
    socket.setEncoding('utf8').on('data', text => {
      answer += String(text)
    })
    socket.once('close', () => resolve(answer)).once('error', reject)
  })
}
