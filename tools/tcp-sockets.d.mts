export interface TcpSocket {
  address: string
  port: number
  peerPort: number
  state: 'established' | 'listening' | undefined
  inode: string
}
export function tcpSockets(): TcpSocket[]
