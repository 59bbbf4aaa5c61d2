import type { Parts } from './endpoint.js'

/** The address of a call, relative to the service: path parameters and query filled in and encoded. */
export function target(path: string, { params = {}, query = {} }: Parts): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => segment(name, params[name]))
  const search = searchOf(query)
  return search ? `${filled}?${search}` : filled
}

/** An empty segment, `.` or `..` would quietly lead to another route. */
function segment(name: string, value: unknown): string {
  const text = String(value ?? '')
  if (/^\.{0,2}$/.test(text)) throw new TypeError(`\`${name}\` cannot be ${text ? `'${text}'` : 'empty'}`)
  return encodeURIComponent(text)
}

function searchOf(query: object): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) search.append(name, String(one))
    }
  }
  return search.toString()
}
