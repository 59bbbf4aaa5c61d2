import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { isAlive } from './platform.js'

interface StateFile {
  host: { pid: number } | null
  infrastructure: { pid: number | null; address: string | null }[]
  services: { instances: { pid: number | null; port: number | null }[] }[]
}

/** Everything a platform has running: its processes and the ports they listen on. */
export interface Footprint {
  pids: number[]
  ports: number[]
}

/** What runs now, by the state the platform keeps. */
export function footprintOf(root: string): Footprint {
  const state = JSON.parse(readFileSync(`${root}/.azora/state.json`, 'utf8')) as StateFile
  const instances = state.services.flatMap(service => service.instances)
  const known = (value: number | null | undefined) => (value ? [value] : [])
  return {
    pids: [state.host, ...state.infrastructure, ...instances].flatMap(entry => known(entry?.pid)),
    ports: [
      ...instances.flatMap(({ port }) => known(port)),
      ...state.infrastructure.flatMap(({ address }) => known(Number(/:(\d+)/.exec(address ?? '')?.[1]))),
    ],
  }
}

/** What of it is still there. */
export async function remainsOf({ pids, ports }: Footprint): Promise<Footprint> {
  const open = await Promise.all(ports.map(isOpen))
  return { pids: pids.filter(isAlive), ports: ports.filter((_, i) => open[i]) }
}

/** Nothing at all. */
export const nothing: Footprint = { pids: [], ports: [] }

function isOpen(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
