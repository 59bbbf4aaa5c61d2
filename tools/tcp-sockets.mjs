import { readFileSync } from 'node:fs'

const STATES = { '01': 'established', '0A': 'listening' }

/** Every TCP socket of the machine, as the kernel has it: proc_net_tcp(5). Addresses are in its own hexadecimal. */
export function tcpSockets() {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(table =>
    readFileSync(table, 'utf8').trim().split('\n').slice(1).map(socketOf),
  )
}

function socketOf(row) {
  const [, local, remote, state, , , , , , inode] = row.trim().split(/\s+/)
  const [address, port] = local.split(':')
  return { address, port: number(port), peerPort: number(remote.split(':')[1]), state: STATES[state], inode }
}

const number = text => Number.parseInt(text, 16)
