import { docLine } from './literal-text.js'
import type { Parameter, Signature } from './signature.js'

const WIDTH = 110

/** A resource of a service. */
export interface ResourceModel {
  /** Its property on the service's client. */
  property: string
  className: string
  signatures: Signature[]
}

/** Writes the class of a resource: one method per operation. */
export function resourceText(service: string, { property, className, signatures }: ResourceModel): string {
  return [
    `/** What \`${service}.${property}\` can do. */\nexport class ${className} {\n`,
    '  readonly #caller: Caller\n\n',
    '  constructor(caller: Caller) {\n    this.#caller = caller\n  }\n',
    ...signatures.map(signature => `\n${methodText(signature)}`),
    '}\n',
  ].join('')
}

function methodText({ operation, parameters, verb, result }: Signature): string {
  const options = { name: 'options', type: 'RequestOptions', isOptional: true }
  const declared = [...parameters, options].map(
    ({ name, isOptional, type }) => `${name}${isOptional ? '?' : ''}: ${type}`,
  )
  const oneLine = `  ${operation.name}(${declared.join(', ')}): ${result} {`
  const head =
    oneLine.length <= WIDTH
      ? oneLine
      : `  ${operation.name}(\n    ${declared.join(',\n    ')},\n  ): ${result} {`
  const body = `    return this.#caller.${verb}('${operation.id}', ${partsText(parameters)}, options)`
  return `${docLine(operation.summary, '  ')}${head}\n${body}\n  }\n`
}

/** `{ params: { courseId }, body }` */
function partsText(parameters: readonly Parameter[]): string {
  const path = parameters.filter(({ part }) => part === 'params').map(({ name }) => name)
  const others = parameters.filter(({ part }) => part !== 'params').map(({ name }) => name)
  const parts = [...(path.length ? [`params: { ${path.join(', ')} }`] : []), ...others]
  return parts.length ? `{ ${parts.join(', ')} }` : '{}'
}
