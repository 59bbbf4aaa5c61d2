import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { ServiceNames } from './service-name.js'
import type { TemplateFile } from './template.js'

/** Where a scaffolded service came from: `services/<name>/azora.origin.json`. It is what an upgrade starts from. */
const Origin = z.object({
  schemaVersion: z.literal(1),
  template: z.string(),
  /** Hash of the template as it was. */
  templateHash: z.string(),
  noun: z.string(),
  plural: z.string(),
  /** Hash of every file as it was written, by its path in the workspace. */
  files: z.record(z.string(), z.string()),
})
type Origin = z.infer<typeof Origin>

/** The record of a new service. */
export function originOf(
  names: ServiceNames,
  { template, files }: { template: string; files: readonly TemplateFile[] },
): string {
  const origin: Origin = {
    schemaVersion: 1,
    template: 'service',
    templateHash: template,
    noun: names.noun,
    plural: names.nouns,
    files: Object.fromEntries(files.map(({ path, text }) => [path, hashOf(text)])),
  }
  return `${JSON.stringify(origin, null, 2)}\n`
}

/** Where a service came from; null if it was not scaffolded. */
export function readOrigin(root: string, service: string): Origin | null {
  const file = join(root, 'services', service, 'azora.origin.json')
  return existsSync(file) ? Origin.parse(JSON.parse(readFileSync(file, 'utf8'))) : null
}

/** The files of a service that are no longer as they were written, missing ones included. */
export function changedSince(root: string, { files }: Origin): string[] {
  return Object.entries(files)
    .filter(([path, hash]) => {
      const file = join(root, path)
      return !existsSync(file) || hashOf(readFileSync(file, 'utf8')) !== hash
    })
    .map(([path]) => path)
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
