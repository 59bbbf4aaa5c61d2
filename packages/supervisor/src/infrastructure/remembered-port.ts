import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../process/ports.js'

const FILE = 'port'

/**
 * The port a server had last time if it is free, else the usual one, else any: whoever was told an address need not be
 * told another. Usual ports lie below those that systems give to outgoing connections, from 32768.
 * @param home the server's folder
 */
export async function choosePort(home: string, usual: number): Promise<number> {
  const last = Number(await readFile(join(home, FILE), 'utf8').catch(() => '')) || usual
  const port = await freePort(last)
  return port === last || last === usual ? port : freePort(usual)
}

/** Notes where a server listens now. */
export function rememberPort(home: string, port: number): Promise<void> {
  return writeFile(join(home, FILE), String(port))
}
