import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Attacked } from './attacked.js'

/** A text nobody else has, by which one request is told from all others. */
export const newMark = () => `mark-${randomUUID()}`

/** Everything the platform has logged and traced so far, as it stands in its files. */
export function logged(root: string): string {
  const files = ['logs', 'spans']
    .flatMap(folder => readdirSync(join(root, '.azora', folder), { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile())
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join('\n')
}

/** Everything logged, once what was sent before is among it: each server writes its records in order. */
export async function loggedByNow({ root, gateway, auth, education, nexus }: Attacked): Promise<string> {
  const fence = newMark()
  const servers = [gateway, auth, education, nexus]
  await Promise.all(servers.map((url, at) => fetch(`${url}/${fence}-${at}`)))
  const isWritten = () => servers.every((_, at) => logged(root).includes(`${fence}-${at}`))
  await expect.poll(isWritten).toBe(true)
  return logged(root)
}
