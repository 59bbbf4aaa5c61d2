const IDENTIFIER = /^[A-Za-z_$][\w$]*$/

/** A string as TypeScript source, in single quotes. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

/** A property name as TypeScript source. */
export const propertyName = (name: string) => (IDENTIFIER.test(name) ? name : quoted(name))

/** A literal value as a type. */
export const literalType = (value: unknown) => (typeof value === 'string' ? quoted(value) : String(value))

/** One line of documentation. */
export function docLine(text: string, indent = ''): string {
  const line = text.trim().replace(/\s+/g, ' ').replaceAll('*/', '*\\/')
  return `${indent}/** ${/[.!?:;)]$/.test(line) ? line : `${line}.`} */\n`
}
