import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Contract } from '@azora/contracts'
import type typescript from 'typescript'
import { identifiersOf } from './rename.js'
import type { Taken } from './service-name.js'
import type { TemplateFile } from './template.js'

/** The template's own words, which the new service's replace. */
const RENAMED = /^(sample|Sample|notes?|Notes?)|[a-z](Notes?|Sample)/

/** What a new service cannot be called, because something in the workspace is called so. */
export function takenIn(
  root: string,
  { platform, identifiers }: { platform: readonly Contract[]; identifiers: ReadonlySet<string> },
): Taken {
  const names = new Map([
    ...entriesOf(join(root, 'packages/contracts/src')).map(
      name => [name, 'a part of @azora/contracts'] as const,
    ),
    ...entriesOf(join(root, 'packages/sdk/src')).map(name => [name, 'a part of @azora/sdk'] as const),
    ...entriesOf(join(root, 'packages')).map(name => [name, 'a package'] as const),
    ...entriesOf(join(root, 'templates')).map(name => [name, 'a template'] as const),
    ['sample', 'the template itself'] as const,
    ...entriesOf(join(root, 'services')).map(name => [name, 'a service'] as const),
  ])
  const events = new Map(
    platform.flatMap(({ name, events }) => Object.values(events).map(({ type }) => [type, name] as const)),
  )
  return { names, events, identifiers }
}

/** The identifiers of a template that stay as they are: a service of the same name would be taken for them. */
export function keptIdentifiers(ts: typeof typescript, files: readonly TemplateFile[]): Set<string> {
  const code = files.filter(({ path }) => path.endsWith('.ts') && !path.includes('test'))
  return new Set(code.flatMap(({ text }) => identifiersOf(ts, text)).filter(name => !RENAMED.test(name)))
}

function entriesOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map(name => name.replace(/\.ts$/, '')) : []
}
