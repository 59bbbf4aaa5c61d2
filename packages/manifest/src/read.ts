import type * as z from 'zod'
import type { ManifestFault } from './fault.js'
import { Manifest } from './manifest.js'
import { nearest } from './nearest.js'

/** A manifest, or everything that is wrong with it. */
export type Reading =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly faults: readonly ManifestFault[] }

type Issue = z.core.$ZodIssue

/** Reads the text of an `azora.json`; defaults are filled in. */
export function readManifest(text: string, file: string): Reading {
  const parsed = parseJson(text)
  if (!parsed.ok) return { ok: false, faults: [{ file, pointer: '', expected: `JSON (${parsed.message})` }] }
  const result = Manifest.safeParse(parsed.value)
  if (result.success) return { ok: true, manifest: result.data }
  return { ok: false, faults: result.error.issues.flatMap(issue => faultsOf(issue, file)) }
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

function faultsOf(issue: Issue, file: string): ManifestFault[] {
  if (issue.code !== 'unrecognized_keys')
    return [{ file, pointer: pointerOf(issue.path), expected: expectation(issue) }]
  return issue.keys.map(key => ({
    file,
    pointer: pointerOf([...issue.path, key]),
    expected: unknownKey(key, issue.path),
  }))
}

function unknownKey(key: string, path: readonly PropertyKey[]): string {
  const near = path.length === 0 ? nearest(key, Object.keys(Manifest.shape)) : null
  return near ? `no such field; did you mean \`${near}\`?` : 'no such field'
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : withArticle(issue.expected)
    case 'invalid_value':
      return `one of ${issue.values.map(value => JSON.stringify(value)).join(', ')}`
    case 'too_small':
      return `at least ${issue.minimum}${unit(issue.origin)}`
    case 'too_big':
      return `at most ${issue.maximum}${unit(issue.origin)}`
    case 'invalid_key':
      return issue.issues.map(inner => inner.message).join('; ')
    case 'invalid_union':
      return 'the name of a service, or { "service": …, "condition": "ready" | "started" }'
    default:
      return issue.message
  }
}

function unit(origin: string): string {
  return origin === 'string' ? ' characters' : ''
}

function withArticle(type: string): string {
  return `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`
}

/** RFC 6901. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map(key => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
