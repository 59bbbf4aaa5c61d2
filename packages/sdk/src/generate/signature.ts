import { type Operation, pathParams } from '@azora/contracts'
import type { NamedTypes } from './named-types.js'
import { pascalCase } from './names.js'
import { isPage, pageItem } from './page-shape.js'
import { defOf, type Schema } from './schema-def.js'
import { isOptional } from './sides.js'

/** One parameter of a generated method. */
export interface Parameter {
  name: string
  type: string
  isOptional: boolean
  /** Where the type test finds its type: a part of what the inferred client takes. */
  part: 'params' | 'query' | 'body' | 'headers'
}

/** A generated method. */
export interface Signature {
  operation: Operation
  /** Path parameters, then body, query and headers; the options come last. */
  parameters: Parameter[]
  verb: 'call' | 'page'
  /** `PagePromise<Course>` */
  result: string
}

const PARTS = ['body', 'query', 'headers'] as const

const partName = ({ resource, name }: Operation, part: string) => pascalCase(`${resource}-${name}-${part}`)

/** Notes every type that the method of an operation mentions. */
export function collectTypes(operation: Operation, types: NamedTypes): void {
  for (const field of Object.values(operation.params.shape))
    types.add(field, 'input', partName(operation, 'param'))
  for (const part of PARTS) {
    const schema = operation[part]
    if (schema) types.add(schema, 'input', partName(operation, part))
  }
  const [answer, name] = answerOf(operation)
  if (answer) types.add(answer, 'output', name)
}

/** Works out the method of an operation, once all types are known. */
export function signatureOf(operation: Operation, types: NamedTypes): Signature {
  const path = pathParams(operation.path).map(name => pathParameter(operation, name, types))
  const parts = PARTS.flatMap(part => {
    const schema = operation[part]
    if (!schema) return []
    const type = types.reference(schema, 'input', partName(operation, part))
    return [{ name: part, type, isOptional: mayBeLeftOut(schema, part), part }]
  })
  // A parameter that must be given cannot follow one that need not.
  const ordered = [
    ...parts.filter(({ isOptional }) => !isOptional),
    ...parts.filter(({ isOptional }) => isOptional),
  ]
  const verb = isPage(operation) ? 'page' : 'call'
  return { operation, parameters: [...path, ...ordered], verb, result: resultText(operation, types) }
}

function pathParameter(operation: Operation, name: string, types: NamedTypes): Parameter {
  const schema = operation.params.shape[name]
  const type = schema ? types.reference(schema, 'input', partName(operation, 'param')) : 'string'
  return { name, type, isOptional: false, part: 'params' }
}

function answerOf(operation: Operation): [Schema | undefined, string] {
  const { returns } = operation
  return isPage(operation) && returns
    ? [pageItem(returns), partName(operation, 'item')]
    : [returns, partName(operation, 'result')]
}

function resultText(operation: Operation, types: NamedTypes): string {
  const [answer, name] = answerOf(operation)
  const type = answer ? types.reference(answer, 'output', name) : 'void'
  return `${isPage(operation) ? 'PagePromise' : 'CallPromise'}<${type}>`
}

/** A query of which every field is optional need not be given. A body must: a change of nothing is a mistake. */
function mayBeLeftOut(schema: Schema, part: Parameter['part']): boolean {
  const { shape } = defOf(schema)
  if (isOptional(schema, 'input')) return true
  return (
    part !== 'body' && shape !== undefined && Object.values(shape).every(field => isOptional(field, 'input'))
  )
}
