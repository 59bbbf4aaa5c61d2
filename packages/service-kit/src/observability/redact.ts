import { SECRET_NAME } from '@azora/contracts'

/** JWTs, whole or cut short; keys and tokens of ours (`azk_`, `azr_`, `azd_`); whatever stands behind Bearer; passwords in addresses. */
const SECRET_TEXT =
  /\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}|\baz[a-z]_[\w-]+|\bBearer\s+[\w.~+/-]+=*|(?<=:\/\/[^\s:/@]{0,64}:)[^\s/@]+(?=@)/g
const MASK = '[redacted]'
const MAX_DEPTH = 6
const MAX_ITEMS = 100

/** Copies a value for the log: secrets masked by key and by shape, errors as data, depth and width bounded. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return value.toString()
  return typeof value === 'object' && value !== null ? redactObject(value, depth) : value
}

function redactObject(value: object, depth: number): unknown {
  if (depth >= MAX_DEPTH) return '[deeper]'
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Error) return errorData(value, depth)
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map(item => redact(item, depth + 1))
  return redactFields(value, depth)
}

/** Masks tokens and keys that stand inside a text. */
export function redactText(text: string): string {
  return text.replace(SECRET_TEXT, MASK)
}

function redactFields(value: object, depth: number): Record<string, unknown> {
  const fields = Object.entries(value).slice(0, MAX_ITEMS)
  return Object.fromEntries(
    fields.map(([key, field]) => [key, SECRET_NAME.test(key) ? MASK : redact(field, depth + 1)]),
  )
}

function errorData(error: Error, depth: number): Record<string, unknown> {
  return {
    name: error.name,
    message: redactText(error.message),
    ...('code' in error ? { code: error.code } : {}),
    stack: redactText(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  }
}
